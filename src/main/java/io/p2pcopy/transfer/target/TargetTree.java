package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.ByteSize;
import io.p2pcopy.transfer.file.LinuxFile;
import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.target.Placement.State;
import io.p2pcopy.transfer.target.name.NameHash;
import io.p2pcopy.transfer.target.name.SafeName;
import io.p2pcopy.transfer.target.name.TargetPath;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory of this machine that a transfer goes into. */
public final class TargetTree implements Target {

  /** Up to this many files are synced one by one; more are synced with their file system. */
  private static final int FEW = 16;

  /** From this size on, it is worth waiting until the disk knows whose partial file it is. */
  private static final long WORTH_FORCING = 16L << 20;

  private static final int MOST_FOREIGN_JOURNALS = 99;

  private final TargetDirectory directory;
  private final TargetOptions options;
  private final NameHash hash;
  private final OfferedList list;

  /** The place of each entry; empty until the list is complete. */
  private final RecordSpool places;

  private @Nullable PlacingTotals totals;
  private String journalName = "";
  private @Nullable Journal journal;

  /** The partial files of this run that are not finished, by entry: few are open at a time. */
  private final Map<Long, String> unfinished = new HashMap<>();

  /** The entries of which the person said that they replace what is there. */
  private final BitSet replacing = new BitSet();

  private final LastTouches touches;

  /** The first directories in which something got its name. */
  private final Set<String> namedIn = new HashSet<>();

  private TargetTree(
      TargetDirectory directory,
      TargetOptions options,
      NameHash hash,
      OfferedList list,
      RecordSpool places,
      LastTouches touches) {
    this.directory = directory;
    this.options = options;
    this.hash = hash;
    this.list = list;
    this.places = places;
    this.touches = touches;
  }

  /**
   * Opens a directory, which must exist.
   *
   * @throws LocalFailureException {@code FILE} if it does not, or cannot be written to
   */
  public static TargetTree open(Path directory, TargetOptions options)
      throws LocalFailureException {
    TargetDirectory target = TargetDirectory.open(directory);
    NameHash hash = NameHash.random();
    OfferedList list = OfferedList.create(hash);
    RecordSpool places = RecordSpool.create();
    return new TargetTree(target, options, hash, list, places, LastTouches.create(target));
  }

  @Override
  public void add(Entry entry) throws LocalFailureException {
    list.add(entry);
  }

  @Override
  public TargetTotals listed() throws LocalFailureException {
    journal = resumeJournal();
    var placing = new Placing(directory, options, journal, places, hash);
    for (long number = 0; number < list.count(); number++) {
      Entry entry = list.entry(number);
      try {
        placing.place(entry);
      } catch (IOException e) {
        throw OfferedList.failure(e);
      }
    }
    list.close();
    totals = placing.totals();
    return totals.result(journal != null && journal.resumed());
  }

  @Override
  public Placement placement(long number) throws LocalFailureException {
    return place(number).placement();
  }

  @Override
  public void checkSpace() throws LocalFailureException {
    long needed = requireListed().bytesNeeded();
    long free;
    try {
      free = DiskFull.usableSpace(directory.root());
    } catch (IOException e) {
      // Whoever cannot say how much there is may have enough.
      return;
    }
    if (needed > free) {
      throw new LocalFailureException(
          FailureCode.DISK_FULL,
          "There is not enough space in "
              + directory.root()
              + ": "
              + ByteSize.of(needed)
              + " would be needed, "
              + ByteSize.of(needed - free)
              + " more than is free.");
    }
  }

  @Override
  public void check() throws LocalFailureException {
    directory.check();
  }

  @Override
  public void accept() throws LocalFailureException {
    requireListed();
    if (journal != null) {
      return;
    }
    String name = journalName;
    try {
      journal = Journal.create(directory, name);
      // Without it, what an attempt leaves behind when the machine goes down could not be told from
      // what others left.
      journal.force();
      directory.forceDirectory("");
    } catch (IOException e) {
      throw directory.failure(name, "created", e);
    }
  }

  @Override
  public Decision decide(long number) throws LocalFailureException, InterruptedException {
    Place place = place(number);
    Placement placement = place.placement();
    if (placement.state() == State.BLOCKED) {
      throw blocked(placement.path());
    }
    if (placement.entry() instanceof DirectoryEntry entry) {
      makeDirectory(place, entry);
      return Decision.ALL;
    }
    if (placement.state() != State.PRESENT && placement.state() != State.SKIPPED) {
      checkWritable(placement.path());
    }
    return switch (placement.state()) {
      case NEW, REPLACES -> Decision.ALL;
      case PARTIAL, PRESENT -> Decision.DIFFERENCES;
      case SKIPPED, BLOCKED -> Decision.NOTHING;
      case CONFLICT -> ask(placement) == ConflictPolicy.SKIP ? Decision.NOTHING : Decision.ALL;
    };
  }

  @Override
  public TargetFile begin(long number) throws LocalFailureException {
    Place place = place(number);
    if (!(place.placement().entry() instanceof FileEntry entry)) {
      throw new IllegalArgumentException("entry " + number + " is not a file");
    }
    String path = place.placement().path();
    var naming = new EntryNaming(place, entry);
    try {
      String partial = unfinished.get(number);
      if (partial == null && place.placement().state() == State.PARTIAL) {
        partial = place.there();
      }
      if (partial != null && directory.isPrivateFile(partial)) {
        var open = PartialFile.Partial.of(directory, partial, directory.openPrivate(partial));
        return PartialFile.of(directory, entry, path, naming, open);
      }
      if (place.placement().state() == State.PRESENT && directory.look(place.there()) != null) {
        var complete = directory.open(place.there());
        return PartialFile.comparing(directory, entry, place.there(), naming, complete);
      }
      return PartialFile.of(directory, entry, path, naming, naming.make());
    } catch (IOException e) {
      throw directory.failure(path, "created", e);
    }
  }

  @Override
  public void sync(List<TargetFile> files) throws LocalFailureException {
    if (files.size() > FEW) {
      // Where the system cannot do that, the files are compared after it went down.
      syncAll();
      return;
    }
    for (TargetFile file : files) {
      ((PartialFile) file).force();
    }
  }

  @Override
  public void finish() throws LocalFailureException {
    directory.check();
    LocalFailureException failure = null;
    try {
      touches.touchFiles();
    } catch (IOException e) {
      throw OfferedList.failure(e);
    }
    for (long number = places.count() - 1; number >= 0; number--) {
      Place place = place(number);
      try {
        touches.touch(place);
      } catch (IOException e) {
        failure = directory.failure(place.placement().path(), "created", e);
      }
    }
    syncNames();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void forget() throws LocalFailureException {
    try {
      if (requireJournal().resumed()) {
        requireJournal().unfinished(this::deletePartial);
      }
      requireJournal().delete();
    } catch (IOException e) {
      throw directory.failure(journalName, "deleted", e);
    }
  }

  @Override
  public void close() {
    list.close();
    try {
      places.close();
      touches.close();
      if (journal != null) {
        journal.close();
      }
    } catch (IOException e) {
      // All that matters was written before.
    } finally {
      directory.close();
    }
  }

  private @Nullable Journal resumeJournal() throws LocalFailureException {
    for (int number = 0; ; number++) {
      journalName = Journal.name(list.topHash(), number);
      try {
        return Journal.resume(directory, journalName);
      } catch (AccessDeniedException | UnusableFileException e) {
        if (number == MOST_FOREIGN_JOURNALS) {
          throw directory.failure(journalName, "read", e);
        }
        // Another user of this computer receives, or has received, the same into this directory,
        // or has made something else with that name.
      } catch (IOException e) {
        throw directory.failure(journalName, "read", e);
      }
    }
  }

  private LocalFailureException blocked(String path) {
    try {
      directory.look(path);
    } catch (IOException e) {
      return directory.failure(path, "created", e);
    }
    return directory.failure(path, "created", new IOException("it could not be reached before"));
  }

  private void checkWritable(String path) throws LocalFailureException {
    try {
      directory.checkWritable(path);
    } catch (IOException e) {
      throw directory.failure(path, "created", e);
    }
  }

  /** Deletes a partial file of an earlier attempt, the entry of which the list has no more. */
  private void deletePartial(Mark partial) throws IOException {
    StringBuilder path = new StringBuilder();
    String entry = partial.path();
    for (int slash = entry.indexOf('/'); slash >= 0; slash = entry.indexOf('/', slash + 1)) {
      String parent = entry.substring(0, slash);
      Mark made = requireJournal().find(Mark.Kind.DIRECTORY, parent);
      Mark mark = made == null ? requireJournal().find(Mark.Kind.MERGED, parent) : made;
      if (mark == null || !SafeName.isSafe(mark.name())) {
        return;
      }
      path.append(mark.name()).append('/');
    }
    path.append(partial.name());
    if (SafeName.isPlain(partial.name()) && directory.look(path.toString()) != null) {
      directory.deletePartial(path.toString());
    }
  }

  private void named(String path) {
    if (namedIn.size() <= FEW) {
      namedIn.add(TargetPath.parent(path));
    }
  }

  private void syncNames() {
    if (namedIn.size() > FEW) {
      syncAll();
      return;
    }
    namedIn.forEach(directory::forceDirectory);
  }

  /** Once for thousands of files. */
  private void syncAll() {
    try (LinuxFile root = LinuxFile.open(directory.pinnedRoot())) {
      if (root != null) {
        root.syncFileSystem();
      }
    }
  }

  private void makeDirectory(Place place, DirectoryEntry entry) throws LocalFailureException {
    Placement placement = place.placement();
    String path = placement.path();
    try {
      boolean made = directory.makeDirectory(path);
      if (made) {
        touches.made(placement.number());
      } else if (place.ours()) {
        touches.reopen(place);
      }
      if (made || !place.ours()) {
        requireJournal().append(Mark.directory(entry.path(), TargetPath.name(path), made));
      }
    } catch (IOException e) {
      throw directory.failure(path, "created", e);
    }
  }

  private ConflictPolicy ask(Placement placement) throws InterruptedException {
    FileEntry file = (FileEntry) placement.entry();
    ConflictPolicy answer = options.question().ask(placement.path(), file.size());
    if (answer == ConflictPolicy.OVERWRITE) {
      replacing.set((int) placement.number());
    }
    return answer;
  }

  private Place place(long number) throws LocalFailureException {
    try {
      return Place.decode(number, places.get(number));
    } catch (IOException e) {
      throw OfferedList.failure(e);
    }
  }

  private PlacingTotals requireListed() {
    if (totals == null) {
      throw new IllegalStateException("The list is not complete.");
    }
    return totals;
  }

  private Journal requireJournal() {
    if (journal == null) {
      throw new IllegalStateException("Nothing was accepted.");
    }
    return journal;
  }

  /** What a file of the list is called, before and after it is complete. */
  private final class EntryNaming implements PartialFile.Naming {

    private final Place place;
    private final FileEntry entry;

    EntryNaming(Place place, FileEntry entry) {
      this.place = place;
      this.entry = entry;
    }

    @Override
    public PartialFile.Partial make() throws IOException {
      String path = place.placement().path();
      for (int number = 0; number <= FinalName.MAX_NUMBER; number++) {
        String name = directory.names().partial(TargetPath.name(path), number);
        String partial = TargetPath.sibling(path, name);
        // What another transfer left is not ours.
        if (directory.look(partial) != null) {
          continue;
        }
        mark(Mark.Kind.PARTIAL, name, entry, "");
        var made = PartialFile.Partial.of(directory, partial, directory.createFile(partial));
        unfinished.put(place.placement().number(), partial);
        if (entry.size() >= WORTH_FORCING) {
          requireJournal().force();
        }
        return made;
      }
      throw new IOException("there are too many partial files with its name");
    }

    @Override
    public Stored take(String partial, FileEntry as, byte[] root)
        throws IOException, LocalFailureException, InterruptedException {
      String wanted = place.placement().path();
      boolean replace = replaces();
      if (place.placement().state() == State.PRESENT && !replace) {
        ConflictPolicy policy = options.onConflict();
        if (policy == ConflictPolicy.ASK) {
          policy = options.question().ask(wanted, as.size());
        }
        if (policy == ConflictPolicy.SKIP) {
          directory.deletePartial(partial);
          return new Stored(wanted, as.size(), false, true);
        }
        replace = policy == ConflictPolicy.OVERWRITE;
      }
      String path =
          FinalName.take(
              directory,
              partial,
              wanted,
              replace,
              name -> mark(Mark.Kind.FINISHED, name, as, hex(root)));
      touches.stored(path, entry.mode());
      named(path);
      return new Stored(path, as.size(), false, false);
    }

    @Override
    public void untouched(String path, FileEntry as, byte[] root) throws IOException {
      mark(Mark.Kind.FINISHED, TargetPath.name(path), as, hex(root));
      if (place.ours()) {
        touches.stored(path, entry.mode());
      }
    }

    @Override
    public void closed(String partial, boolean deleted) {
      if (deleted) {
        unfinished.remove(place.placement().number());
      }
    }

    private static String hex(byte[] root) {
      return HexFormat.of().formatHex(root);
    }

    private boolean replaces() {
      return switch (place.placement().state()) {
        case REPLACES -> true;
        case PRESENT -> place.ours();
        default -> replacing.get((int) place.placement().number());
      };
    }

    private void mark(Mark.Kind kind, String name, FileEntry as, String root) throws IOException {
      requireJournal()
          .append(new Mark(kind, entry.path(), name, as.size(), as.modifiedMillis(), root));
    }
  }
}

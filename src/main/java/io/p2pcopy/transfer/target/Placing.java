package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.LinkTarget;
import io.p2pcopy.transfer.file.ModifiedTime;
import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.target.Placement.State;
import io.p2pcopy.transfer.target.name.NameHash;
import io.p2pcopy.transfer.target.name.NameSet;
import io.p2pcopy.transfer.target.name.PartialName;
import io.p2pcopy.transfer.target.name.SafeName;
import io.p2pcopy.transfer.target.name.TargetNames;
import io.p2pcopy.transfer.target.name.TargetPath;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides, entry after entry, under which name each is stored: a safe one, that no other entry of
 * the directory has on its file system, and that takes nothing away from what is there.
 */
final class Placing {

  /** A directory of the list. {@code there} tells whether it exists already. */
  private record Open(String offered, String path, boolean there, NameSet names) {}

  private final TargetDirectory directory;
  private final TargetOptions options;
  private final @Nullable Journal journal;
  private final RecordSpool places;
  private final NameHash hash;
  private final PlacingTotals totals = new PlacingTotals();
  private final NameSet.Budget budget = new NameSet.Budget();
  private final Deque<Open> open = new ArrayDeque<>();

  Placing(
      TargetDirectory directory,
      TargetOptions options,
      @Nullable Journal journal,
      RecordSpool places,
      NameHash hash) {
    this.directory = directory;
    this.options = options;
    this.journal = journal;
    this.places = places;
    this.hash = hash;
    open.push(new Open("", "", true, new NameSet(budget)));
  }

  PlacingTotals totals() {
    return totals;
  }

  /** Places the next entry of a list that was found to be in order. */
  void place(Entry entry) throws IOException, LocalFailureException {
    String parent = TargetPath.parent(entry.path());
    while (!open.element().offered().equals(parent)) {
      open.pop().names().close();
    }
    Place place;
    long there;
    try {
      place = placed(entry);
      there = bytesThere(place);
    } catch (FileSystemException e) {
      place = blocked(entry);
      there = 0;
    }
    totals.add(place, there);
    places.append(place.encode());
  }

  private Place placed(Entry entry) throws IOException, LocalFailureException {
    if (entry instanceof DirectoryEntry) {
      return placeDirectory(entry);
    }
    return entry instanceof FileEntry file ? placeFile(file) : placeLink((LinkEntry) entry);
  }

  /** What is in such a directory is looked for too, and will not be found in the same way. */
  private Place blocked(Entry entry) {
    String path = TargetPath.child(open.element().path(), candidate(entry, 0));
    if (entry instanceof DirectoryEntry) {
      open.push(new Open(entry.path(), path, true, new NameSet(budget)));
    }
    return new Place(placement(entry, path, State.BLOCKED, false), "", false);
  }

  /** Returns how much may be there of what is placed. */
  private long bytesThere(Place place) throws IOException {
    if (place.there().isEmpty() || !(place.placement().entry() instanceof FileEntry file)) {
      return 0;
    }
    BasicFileAttributes there = look(place.there());
    long size = file.size() < 0 ? Long.MAX_VALUE : file.size();
    return there == null ? 0 : Math.min(size, there.size());
  }

  private Place placeDirectory(Entry entry) throws IOException, LocalFailureException {
    Mark made = find(Mark.Kind.DIRECTORY, entry);
    Mark merged = made == null ? find(Mark.Kind.MERGED, entry) : null;
    Mark mark = made == null ? merged : made;
    if (mark != null) {
      String path = TargetPath.child(open.element().path(), mark.name());
      if (isUsableDirectory(path, look(path)) && claim(mark.name())) {
        return openDirectory(entry, path, true, made != null);
      }
    }
    for (int number = 0; number <= FinalName.MAX_NUMBER; number++) {
      String name = candidate(entry, number);
      String path = TargetPath.child(open.element().path(), name);
      BasicFileAttributes there = look(path);
      if ((there == null || isUsableDirectory(path, there)) && claim(name)) {
        return openDirectory(entry, path, there != null, false);
      }
    }
    throw tooMany();
  }

  /** Another user could take away, or replace, what goes into a directory of theirs. */
  private boolean isUsableDirectory(String path, @Nullable BasicFileAttributes there) {
    return there != null && there.isDirectory() && directory.isOwnDirectory(path);
  }

  private Place openDirectory(Entry entry, String path, boolean there, boolean ours) {
    open.push(new Open(entry.path(), path, there, new NameSet(budget)));
    return new Place(placement(entry, path, State.NEW, false), "", ours);
  }

  private Place placeFile(FileEntry file) throws IOException, LocalFailureException {
    Mark partial = find(Mark.Kind.PARTIAL, file);
    boolean changed =
        partial != null
            && (partial.size() != file.size() || partial.modifiedMillis() != file.modifiedMillis());
    String part = partial == null ? "" : partialPath(partial);
    Mark finished = find(Mark.Kind.FINISHED, file);
    if (finished != null) {
      Place place = placeFinished(file, finished, part, changed);
      if (place != null) {
        return place;
      }
    }
    if (!part.isEmpty() && directory.isPrivateFile(part)) {
      Placement free = placeUnfinished(file, changed, there -> false);
      State state = free.state() == State.SKIPPED ? State.SKIPPED : State.PARTIAL;
      return new Place(placement(file, free.path(), state, changed), part, true);
    }
    Placement placement = placeUnfinished(file, changed, there -> compares(file, there));
    String there = placement.state() == State.PRESENT ? placement.path() : "";
    return new Place(placement, there, false);
  }

  /** The file was complete, or nearly: its partial file may still be another name of it. */
  private @Nullable Place placeFinished(FileEntry file, Mark finished, String part, boolean changed)
      throws IOException, LocalFailureException {
    String path = TargetPath.child(open.element().path(), finished.name());
    BasicFileAttributes there = look(path);
    if (there == null || !there.isRegularFile() || !directory.isOwn(path)) {
      return null;
    }
    if (!part.isEmpty()) {
      BasicFileAttributes other = look(part);
      if (other != null && !isSame(there, other)) {
        return null;
      }
      // It got its name, and was killed before it lost the other.
      directory.deletePartial(part);
    }
    if (!claim(finished.name())) {
      return null;
    }
    boolean untouched =
        there.size() == finished.size()
            && (finished.modifiedMillis() == Entry.UNKNOWN_TIME
                || ModifiedTime.matches(ModifiedTime.of(there), finished.modifiedMillis()));
    boolean sameSource =
        file.size() == finished.size() && file.modifiedMillis() == finished.modifiedMillis();
    boolean ours = untouched && sameSource;
    // It would be compared only to be left as it is.
    boolean stays = !ours && !options.skipExisting() && options.onConflict() == ConflictPolicy.SKIP;
    State state = stays ? State.SKIPPED : State.PRESENT;
    return new Place(placement(file, path, state, changed), stays ? "" : path, ours);
  }

  private Placement placeUnfinished(
      FileEntry file, boolean changed, Predicate<BasicFileAttributes> compared)
      throws IOException, LocalFailureException {
    for (int number = 0; number <= FinalName.MAX_NUMBER; number++) {
      String name = candidate(file, number);
      String path = TargetPath.child(open.element().path(), name);
      BasicFileAttributes there = look(path);
      State state = state(path, there, compared);
      if (state != null && claim(name)) {
        return placement(file, path, state, changed);
      }
    }
    throw tooMany();
  }

  /** Returns the state of a file that would have a name, or {@code null} if it needs another. */
  private @Nullable State state(
      String path, @Nullable BasicFileAttributes there, Predicate<BasicFileAttributes> compared)
      throws IOException {
    if (there == null) {
      return State.NEW;
    }
    if (there.isDirectory()) {
      return null;
    }
    boolean same = there.isRegularFile() && compared.test(there) && directory.isOwn(path);
    if (same && directory.isReadable(path)) {
      return State.PRESENT;
    }
    return switch (options.onConflict()) {
      case RENAME -> null;
      case SKIP -> State.SKIPPED;
      case OVERWRITE -> State.REPLACES;
      case ASK -> State.CONFLICT;
    };
  }

  private Place placeLink(LinkEntry link) throws IOException, LocalFailureException {
    boolean makes = options.links() && isHarmless(link);
    for (int number = 0; number <= FinalName.MAX_NUMBER; number++) {
      String name = candidate(link, number);
      String path = TargetPath.child(open.element().path(), name);
      BasicFileAttributes there = look(path);
      boolean free = there == null || !makes || directory.isLink(path, link.target());
      if (free && claim(name)) {
        return new Place(
            placement(link, path, makes ? State.NEW : State.SKIPPED, false), "", false);
      }
    }
    throw tooMany();
  }

  private static boolean isHarmless(LinkEntry link) {
    if (!LinkTarget.staysInside(link.path(), link.target())) {
      return false;
    }
    for (String component : link.target().split("/", -1)) {
      boolean step = component.isEmpty() || component.equals(".") || component.equals("..");
      if (!step && !SafeName.isPlain(component)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a file that has the name may be the same. An earlier attempt may have finished more
   * than its journal says, if the machine went down. And it may have finished everything, without
   * the sender's knowing: then there is no journal any more, and only size and time tell.
   */
  private boolean compares(FileEntry file, BasicFileAttributes there) {
    boolean resumed = journal != null && journal.resumed();
    boolean looksSame =
        there.size() == file.size()
            && ModifiedTime.matches(ModifiedTime.of(there), file.modifiedMillis());
    return options.skipExisting()
        || (options.onConflict() != ConflictPolicy.SKIP && (resumed || looksSame));
  }

  private String partialPath(Mark partial) throws IOException {
    if (!PartialName.is(partial.name()) || !SafeName.isPlain(partial.name())) {
      return "";
    }
    String path = TargetPath.child(open.element().path(), partial.name());
    BasicFileAttributes there = look(path);
    return there != null && there.isRegularFile() ? path : "";
  }

  private @Nullable Mark find(Mark.Kind kind, Entry entry) throws IOException {
    Mark mark = journal == null ? null : journal.find(kind, entry.path());
    boolean usable = mark != null && (kind == Mark.Kind.PARTIAL || SafeName.isSafe(mark.name()));
    return usable ? mark : null;
  }

  /** Returns what is there; nothing can be in a directory that is not. */
  private @Nullable BasicFileAttributes look(String path) throws IOException {
    return open.element().there() ? directory.look(path) : null;
  }

  /** Takes a name, if none that is the same on some file system has been taken. */
  private boolean claim(String name) throws LocalFailureException {
    return open.element().names().add(hash.of(directory.names().key(name)));
  }

  private String candidate(Entry entry, int number) {
    TargetNames names = directory.names();
    return names.numbered(names.safe(TargetPath.name(entry.path())), number);
  }

  private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
    return one.fileKey() != null && Objects.equals(one.fileKey(), other.fileKey());
  }

  private Placement placement(Entry entry, String path, State state, boolean changed) {
    return new Placement(places.count(), entry, path, state, changed);
  }

  private static LocalFailureException tooMany() {
    return new LocalFailureException(
        FailureCode.FILE,
        "The other side offers too many names in one directory that are the same on some file"
            + " systems.");
  }
}

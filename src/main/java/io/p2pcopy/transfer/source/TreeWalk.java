package io.p2pcopy.transfer.source;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.file.DirectoryCache;
import io.p2pcopy.transfer.file.EntryRecord;
import io.p2pcopy.transfer.file.LinkTarget;
import io.p2pcopy.transfer.file.ModifiedTime;
import io.p2pcopy.transfer.file.NativeName;
import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks trees depth first, each directory in the order of its names, and lists what it finds. */
final class TreeWalk {

  /**
   * A place in the tree.
   *
   * @param path the components of its path in the transfer
   * @param inRepository the components of its path in the repository, or below the root
   * @param rules of the directories around it
   */
  private record Place(List<String> path, List<String> inRepository, @Nullable IgnoreRules rules) {

    String text() {
      return String.join("/", path);
    }

    Place with(@Nullable IgnoreRules inside) {
      return new Place(path, inRepository, inside);
    }

    Place child(String name) {
      return new Place(plus(path, name), plus(inRepository, name), rules);
    }

    private static List<String> plus(List<String> path, String name) {
      List<String> longer = new ArrayList<>(path.size() + 1);
      longer.addAll(path);
      longer.add(name);
      return longer;
    }
  }

  private final SourceOptions options;
  private final IgnoreRules excludes;
  private final IgnoreRules excludesInside;
  private final RecordSpool entries;
  private final SkippedNotes notes = new SkippedNotes();
  private final SourceDirectories directories = new SourceDirectories();
  private SourceTotals totals = SourceTotals.NONE;

  /** The number of the directory that is walked. */
  private int root = SourceTree.NAMED_FILE;

  private TreeWalk(SourceOptions options, RecordSpool entries) {
    this.options = options;
    // A pattern with a slash counts from the directory that is sent, or from where that is.
    excludes = IgnoreRules.of(options.excludes(), 0);
    excludesInside = IgnoreRules.of(options.excludes(), 1);
    this.entries = entries;
  }

  static SourceTree of(List<Path> roots, SourceOptions options)
      throws LocalFailureException, InterruptedException {
    RecordSpool entries = RecordSpool.create();
    var walk = new TreeWalk(options, entries);
    try {
      walk.walkRoots(roots);
      return new SourceTree(entries, walk.totals, walk.notes.skipped(), walk.directories);
    } catch (IOException e) {
      walk.closeQuietly();
      throw SourceTree.listFailure(e);
    } catch (LocalFailureException | InterruptedException | RuntimeException e) {
      walk.closeQuietly();
      throw e;
    }
  }

  private void walkRoots(List<Path> roots)
      throws IOException, LocalFailureException, InterruptedException {
    Map<String, Path> named = new HashMap<>();
    for (Path root : roots) {
      RootName name = RootName.of(root);
      Path other = named.put(name.name(), root);
      if (other != null) {
        throw new LocalFailureException(
            FailureCode.FILE,
            other
                + " and "
                + root
                + " would both be called \""
                + name.name()
                + "\". Send them one after the other, or rename one.");
      }
      walkRoot(name);
    }
  }

  private void walkRoot(RootName root)
      throws IOException, LocalFailureException, InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(root.path(), PosixMode.attributes(root.path()));
    } catch (IOException e) {
      throw LocalFailureException.file(root.path(), "read", e);
    }
    if (!attributes.isRegularFile() && !attributes.isDirectory()) {
      throw new LocalFailureException(
          FailureCode.FILE, root.path() + " is left out: neither a file nor a directory.");
    }
    if (!Files.isReadable(root.path())) {
      throw new LocalFailureException(
          FailureCode.FILE, root.path() + " could not be read: permission denied.");
    }
    var top = new Place(List.of(root.name()), List.of(), null);
    if (excludes.ignores(top.path(), attributes.isDirectory())) {
      return;
    }
    if (attributes.isRegularFile()) {
      this.root = SourceTree.NAMED_FILE;
      addFile(root.path(), root.path(), root.name(), attributes);
      return;
    }
    Path directory = addDirectory(root.path());
    if (options.gitignore()) {
      top = repository(directory, top);
    }
    walkDirectory(directory, top, attributes);
  }

  /** Takes a directory that the person named, and returns its real path. */
  private Path addDirectory(Path named) throws LocalFailureException {
    try {
      Path directory = named.toRealPath();
      root = directories.add(directory);
      return directory;
    } catch (IOException e) {
      throw LocalFailureException.file(named, "read", e);
    }
  }

  /** Finds the rules of the repository that a directory is in, as far up as its top. */
  private Place repository(Path directory, Place top) {
    Path repository = directory;
    while (repository != null && !Files.exists(repository.resolve(".git"))) {
      repository = repository.getParent();
    }
    if (repository == null) {
      return top;
    }
    List<String> inner = new ArrayList<>();
    IgnoreRules rules = null;
    for (Path below : repository.relativize(directory)) {
      if (below.toString().isEmpty()) {
        break;
      }
      rules = IgnoreRules.within(repository, repository, inner.size(), rules, notes);
      inner.add(NativeName.of(below));
      repository = repository.resolve(below);
    }
    return new Place(top.path(), inner, rules);
  }

  private void walkDirectory(Path directory, Place place, BasicFileAttributes attributes)
      throws IOException, InterruptedException {
    add(
        new DirectoryEntry(place.text(), ModifiedTime.of(attributes), PosixMode.of(attributes)),
        directory);
    totals = totals.plusDirectory();
    Place inside = place;
    SortedChildren found;
    try (DirectoryCache.Use opened = directories.enter(root, directory, false)) {
      if (options.gitignore()) {
        int depth = place.inRepository().size();
        inside =
            place.with(IgnoreRules.within(directory, opened.path(), depth, place.rules(), notes));
      }
      found = SortedChildren.of(directory, opened.path(), notes);
    } catch (FileSystemException e) {
      notes.unreadable(directory, e);
      return;
    }
    try (SortedChildren children = found) {
      for (Path child = children.next(); child != null; child = children.next()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        walkChild(child, inside.child(NativeName.of(child)));
      }
    }
  }

  private void walkChild(Path path, Place place) throws IOException, InterruptedException {
    SourceDirectories.Reached reached;
    BasicFileAttributes attributes;
    try {
      reached = directories.reach(root, path, false);
    } catch (IOException e) {
      noteUnreadable(path, place, e);
      return;
    }
    try (reached) {
      attributes = attributes(path, place, reached.path());
      if (attributes == null
          || isIgnored(place, attributes.isDirectory())
          || !canBeNamed(path, place)) {
        return;
      }
      if (attributes.isSymbolicLink()) {
        addLink(path, reached.path(), place.text());
        return;
      }
      if (attributes.isRegularFile()) {
        addFile(path, reached.path(), place.text(), attributes);
        return;
      }
    }
    if (attributes.isDirectory()) {
      walkDirectory(path, place, attributes);
    } else {
      notes.add(path + " is left out: neither a file nor a directory.");
    }
  }

  private @Nullable BasicFileAttributes attributes(Path path, Place place, Path opened) {
    try {
      return Files.readAttributes(opened, PosixMode.attributes(path), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      noteUnreadable(path, place, e);
      return null;
    }
  }

  private void noteUnreadable(Path path, Place place, IOException cause) {
    if (!isIgnored(place, false)) {
      notes.unreadable(path, cause);
    }
  }

  private boolean isIgnored(Place place, boolean directory) {
    IgnoreRules rules = place.rules();
    return excludes.ignores(place.path(), directory)
        || excludesInside.ignores(place.path(), directory)
        || (rules != null && rules.ignores(place.inRepository(), directory));
  }

  private boolean canBeNamed(Path path, Place place) {
    if (place.path().size() > PeerLimits.Transfer.PATH_COMPONENTS) {
      notes.unreadable(
          path
              + " is left out: it is more than "
              + (PeerLimits.Transfer.PATH_COMPONENTS - 1)
              + " levels deep.");
      return false;
    }
    if (place.text().length() > PeerLimits.Transfer.PATH_UNITS) {
      notes.unreadable(
          path
              + " is left out: its path has more than "
              + PeerLimits.Transfer.PATH_UNITS
              + " characters.");
      return false;
    }
    String name = place.path().get(place.path().size() - 1);
    Path parent = path.getParent();
    if (name.equals(String.valueOf(path.getFileName())) || parent == null) {
      return true;
    }
    // The name in the list is not the one on disk, so something else may have it.
    Path namesake = NativeName.resolve(parent, name);
    if (namesake.equals(path) || !Files.exists(namesake, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    notes.unreadable(path + " cannot be told from " + name + ".");
    return false;
  }

  /**
   * @param opened the path for system calls
   */
  private void addFile(Path path, Path opened, String name, BasicFileAttributes attributes)
      throws IOException {
    if (!Files.isReadable(opened)) {
      notes.unreadable(path + " could not be read: permission denied.");
      return;
    }
    long size = attributes.size();
    if (size > PeerLimits.Transfer.FILE_BYTES
        || totals.bytes() + size > PeerLimits.Transfer.TOTAL_BYTES) {
      notes.unreadable(path + " is left out: it is too large for one transfer.");
      return;
    }
    long holes = DiskFile.bytesInHoles(opened, attributes);
    add(
        new FileEntry(name, size, ModifiedTime.of(attributes), PosixMode.of(attributes), holes),
        path);
    totals = totals.plusFile(size);
  }

  private void addLink(Path path, Path opened, String name) throws IOException {
    if (!options.links()) {
      notes.add(path + " is left out: a symbolic link, which only --links sends.");
      return;
    }
    String target;
    try {
      target = Files.readSymbolicLink(opened).toString().replace(File.separatorChar, '/');
    } catch (IOException e) {
      notes.unreadable(path, e);
      return;
    }
    if (target.length() > PeerLimits.Transfer.PATH_UNITS || !LinkTarget.staysInside(name, target)) {
      notes.add(path + " is left out: a symbolic link that may lead out of its tree.");
      return;
    }
    add(new LinkEntry(name, target), path);
    totals = totals.plusLink();
  }

  private void add(Entry entry, Path path) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var record = new DataOutputStream(bytes);
    EntryRecord.write(entry, record);
    record.writeInt(root);
    DiskPath.write(path.toAbsolutePath(), record);
    entries.append(bytes.toByteArray());
  }

  private void closeQuietly() {
    directories.close();
    try {
      entries.close();
    } catch (IOException e) {
      // What led here is the failure to tell.
    }
  }
}

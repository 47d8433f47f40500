package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.ModifiedTime;
import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.LinkEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.BitSet;

/**
 * What can only be done when all content is there: making links, which nothing may be written
 * through; and giving directories their times, which change with what is put into them, and their
 * permissions, which may forbid that.
 */
final class LastTouches implements AutoCloseable {

  private final TargetDirectory directory;

  /** Paths of files that even their owner may not read, each behind its mode. */
  private final RecordSpool unreadable;

  /** The numbers of the directories that were made. Others keep what they have. */
  private final BitSet made = new BitSet();

  private LastTouches(TargetDirectory directory, RecordSpool unreadable) {
    this.directory = directory;
    this.unreadable = unreadable;
  }

  static LastTouches create(TargetDirectory directory) {
    return new LastTouches(directory, RecordSpool.create());
  }

  /** Notes that a directory was made. */
  void made(long number) {
    made.set((int) number);
  }

  /** Opens a directory of an earlier attempt, which may have its permissions already. */
  void reopen(Place place) {
    if (place.placement().entry() instanceof DirectoryEntry entry
        && entry.mode() != Entry.UNKNOWN_MODE) {
      setPermissions(place.placement().path(), entry.mode() | Permissions.OWNER_ALL);
    }
  }

  /** Notes that a file has its name. */
  void stored(String path, int mode) throws IOException {
    if (mode == Entry.UNKNOWN_MODE || (mode & Permissions.OWNER_READS) != 0) {
      return;
    }
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    unreadable.append(
        ByteBuffer.allocate(Integer.BYTES + name.length).putInt(mode).put(name).array());
  }

  /** Gives files their permissions; before directories get theirs. */
  void touchFiles() throws IOException {
    for (long number = 0; number < unreadable.count(); number++) {
      ByteBuffer record = ByteBuffer.wrap(unreadable.get(number));
      int mode = record.getInt();
      setPermissions(StandardCharsets.UTF_8.decode(record).toString(), mode);
    }
  }

  /** Touches an entry; to be called for all of them, the last first. */
  void touch(Place place) throws IOException {
    Placement placement = place.placement();
    if (placement.entry() instanceof LinkEntry link) {
      boolean wanted = placement.state() != Placement.State.SKIPPED;
      if (wanted && directory.look(placement.path()) == null) {
        directory.makeLink(placement.path(), link.target());
      }
    } else if (placement.entry() instanceof DirectoryEntry entry
        && (place.ours() || made.get((int) placement.number()))) {
      directory.checkParents(placement.path() + "/");
      // The permissions may forbid to set the time.
      setModified(placement.path(), entry.modifiedMillis());
      setPermissions(placement.path(), entry.mode());
    }
  }

  @Override
  public void close() throws IOException {
    unreadable.close();
  }

  private void setPermissions(String path, int mode) {
    if (mode == Entry.UNKNOWN_MODE || !directory.isPosix()) {
      return;
    }
    try {
      Path file = directory.resolve(path);
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(Permissions.of(mode));
    } catch (IOException e) {
      // Not every file system takes all permissions.
    }
  }

  private void setModified(String path, long millis) {
    try {
      ModifiedTime.set(directory.resolve(path), millis);
    } catch (IOException e) {
      // Not every file system takes every time.
    }
  }
}

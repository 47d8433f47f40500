package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.RecordSpool;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * What can only be done when all content is there: making links, which nothing may be written
 * through; and giving directories their times, which change with what is put into them, and their
 * permissions, which may forbid that.
 */
final class LastTouches implements AutoCloseable {

  private final TargetDirectory directory;

  /** Paths of files that even their owner may not read, each behind its permissions. */
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
    setPermissions(place.placement().path(), Permissions.OWNER_ALL);
  }

  /** Notes that a file has its name. */
  void stored(String path, int mode) throws IOException {
    int permissions = directory.permissions(mode, false);
    if ((permissions & Permissions.OWNER_READS) != 0) {
      return;
    }
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    unreadable.append(
        ByteBuffer.allocate(Integer.BYTES + name.length).putInt(permissions).put(name).array());
  }

  /** Gives files their permissions; before directories get theirs. */
  void touchFiles() throws IOException {
    for (long number = 0; number < unreadable.count(); number++) {
      ByteBuffer record = ByteBuffer.wrap(unreadable.get(number));
      int permissions = record.getInt();
      setPermissions(StandardCharsets.UTF_8.decode(record).toString(), permissions);
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
      // The permissions may forbid to set the time.
      setModified(placement.path(), entry.modifiedMillis());
      setPermissions(placement.path(), directory.permissions(entry.mode(), true));
    }
  }

  @Override
  public void close() throws IOException {
    unreadable.close();
  }

  private void setPermissions(String path, int permissions) {
    try {
      directory.setPermissions(path, permissions, null);
    } catch (IOException e) {
      // Not every file system takes all permissions.
    }
  }

  private void setModified(String path, long millis) {
    try {
      directory.setModified(path, millis);
    } catch (IOException e) {
      // Not every file system takes every time.
    }
  }
}

package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.TemporaryFile;
import io.p2pcopy.transfer.target.name.NameHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds records of a journal by what they are about: a hash table with open addressing in a
 * temporary file, so that millions of records cost no memory. A slot is the hash of kind and path,
 * and the offset of the record, 8 bytes each; offset 0 is an empty slot.
 */
final class JournalIndex implements AutoCloseable {

  private static final int SLOT = 16;

  private final @Nullable TemporaryFile table;
  private final long mask;
  private final NameHash hash = NameHash.random();
  private final ByteBuffer slot = ByteBuffer.allocate(SLOT);

  private JournalIndex(@Nullable TemporaryFile table, long slots) {
    this.table = table;
    mask = slots - 1;
  }

  static JournalIndex empty() {
    return new JournalIndex(null, 1);
  }

  static JournalIndex of(Journal.RecordScan records) throws IOException {
    long count = 0;
    while (records.next() != null) {
      count++;
    }
    TemporaryFile table = TemporaryFile.create();
    var index = new JournalIndex(table, Math.max(16, Long.highestOneBit(count) * 4));
    try {
      records.restart();
      for (Mark mark = records.next(); mark != null; mark = records.next()) {
        index.put(table, index.key(mark.kind(), mark.path()), records.offset());
      }
      return index;
    } catch (IOException e) {
      table.close();
      throw e;
    }
  }

  /** Returns the offsets at which there may be such a record, the latest first. */
  List<Long> find(Mark.Kind kind, String path) throws IOException {
    List<Long> found = new ArrayList<>();
    if (table == null) {
      return found;
    }
    long key = key(kind, path);
    for (long at = key & mask; read(table, at); at = at + 1 & mask) {
      if (slot.getLong(0) == key) {
        found.add(slot.getLong(8));
      }
    }
    Collections.reverse(found);
    return found;
  }

  @Override
  public void close() throws IOException {
    if (table != null) {
      table.close();
    }
  }

  /** The newest record of a key takes the slot of the one before. */
  private void put(TemporaryFile file, long key, long offset) throws IOException {
    long at = key & mask;
    while (read(file, at) && slot.getLong(0) != key) {
      at = at + 1 & mask;
    }
    slot.clear().putLong(key).putLong(offset).flip();
    file.write(slot, at * SLOT);
  }

  /** Reads a slot, and tells whether it is taken. */
  private boolean read(TemporaryFile file, long at) throws IOException {
    slot.clear();
    // Behind the end of the file, and in its holes, all slots are empty.
    return file.read(slot, at * SLOT) == SLOT && slot.getLong(8) != 0;
  }

  private long key(Mark.Kind kind, String path) {
    return hash.of(kind.name() + "/" + path);
  }
}

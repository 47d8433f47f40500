package io.p2pcopy.transfer.file;

import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How entries stand in the lists on disk. */
public final class EntryRecord {

  private static final byte FILE = 'f';
  private static final byte DIRECTORY = 'd';
  private static final byte LINK = 'l';

  private EntryRecord() {}

  public static void write(Entry entry, DataOutput out) throws IOException {
    if (entry instanceof FileEntry file) {
      out.writeByte(FILE);
      out.writeUTF(file.path());
      out.writeLong(file.size());
      out.writeLong(file.modifiedMillis());
      out.writeShort(file.mode());
      out.writeLong(file.holes());
    } else if (entry instanceof DirectoryEntry directory) {
      out.writeByte(DIRECTORY);
      out.writeUTF(directory.path());
      out.writeLong(directory.modifiedMillis());
      out.writeShort(directory.mode());
    } else if (entry instanceof LinkEntry link) {
      out.writeByte(LINK);
      out.writeUTF(link.path());
      out.writeUTF(link.target());
    }
  }

  public static Entry read(DataInput in) throws IOException {
    byte kind = in.readByte();
    String path = in.readUTF();
    return switch (kind) {
      case FILE -> new FileEntry(path, in.readLong(), in.readLong(), in.readShort(), in.readLong());
      case DIRECTORY -> new DirectoryEntry(path, in.readLong(), in.readShort());
      case LINK -> new LinkEntry(path, in.readUTF());
      default -> throw new IOException("A temporary file of p2pcopy was changed.");
    };
  }
}

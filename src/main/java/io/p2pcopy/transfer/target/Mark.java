package io.p2pcopy.transfer.target;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * One thing that a journal remembers of an entry.
 *
 * @param path the entry's, as the sender calls it
 * @param name what it is called here: one component
 * @param size of the source, or of the finished file; 0 for a directory
 * @param modifiedMillis of the source, or of the finished file
 * @param root of the finished file's hashes, in hexadecimal, else empty
 */
record Mark(Kind kind, String path, String name, long size, long modifiedMillis, String root) {

  enum Kind {
    /** A directory that was made. */
    DIRECTORY('d'),
    /** A directory that was there before. */
    MERGED('m'),
    /** A partial file; written before it is created. */
    PARTIAL('p'),
    /** A finished file; written before it gets its name. */
    FINISHED('f');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    private static Kind of(int code) throws IOException {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IOException("unknown kind " + code);
    }
  }

  static Mark directory(String path, String name, boolean made) {
    return new Mark(made ? Kind.DIRECTORY : Kind.MERGED, path, name, 0, 0, "");
  }

  byte[] encode() {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    try {
      out.writeByte(kind.code);
      out.writeUTF(path);
      out.writeUTF(name);
      out.writeLong(size);
      out.writeLong(modifiedMillis);
      out.writeUTF(root);
    } catch (IOException e) {
      throw new IllegalStateException("Memory takes everything.", e);
    }
    return bytes.toByteArray();
  }

  static Mark decode(byte[] record) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(record));
    Kind kind = Kind.of(in.readUnsignedByte());
    return new Mark(kind, in.readUTF(), in.readUTF(), in.readLong(), in.readLong(), in.readUTF());
  }
}

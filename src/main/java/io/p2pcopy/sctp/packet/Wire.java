package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/** Encoding and decoding helpers for chunks and parameters. */
final class Wire {

  private Wire() {}

  static void putHeader(ByteBuffer out, int type, int flags, int length) {
    out.put((byte) type).put((byte) flags).putShort((short) length);
  }

  /** Writes the header of a parameter or an error cause. */
  static void putHeader16(ByteBuffer out, int type, int length) {
    out.putShort((short) type).putShort((short) length);
  }

  /** Reads the length and the value of a parameter or error cause, and skips its padding. */
  static byte[] getValue(ByteBuffer in, String what) throws MalformedPacketException {
    int length = unsignedShort(in) - Parameter.HEADER;
    if (length < 0 || length > in.remaining()) {
      throw new MalformedPacketException(what + " of impossible length");
    }
    byte[] value = new byte[length];
    in.get(value);
    in.position(Math.min(in.limit(), in.position() + (-length & 3)));
    return value;
  }

  /** Writes zeros until {@code length} is a multiple of four. */
  static void putPadding(ByteBuffer out, int length) {
    for (int i = length; (i & 3) != 0; i++) {
      out.put((byte) 0);
    }
  }

  static int unsignedShort(ByteBuffer in) {
    return Short.toUnsignedInt(in.getShort());
  }

  static byte[] remaining(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }

  static void require(ByteBuffer in, int bytes, String what) throws MalformedPacketException {
    if (in.remaining() < bytes) {
      throw new MalformedPacketException(what + " too short");
    }
  }
}

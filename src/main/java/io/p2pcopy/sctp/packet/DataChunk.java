package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * A message or a fragment of one (RFC 9260, section 3.3.1; the I bit: RFC 7053).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 0    |  Res  |I|U|B|E|            Length             |
 * +---------------+---------------+-------------------------------+
 * |                              TSN                              |
 * +-------------------------------+-------------------------------+
 * |      Stream Identifier        |    Stream Sequence Number     |
 * +-------------------------------+-------------------------------+
 * |                  Payload Protocol Identifier                  |
 * +---------------------------------------------------------------+
 * \                           User Data                           \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param flags of {@link #IMMEDIATE}, {@link #UNORDERED}, {@link #BEGIN}, {@link #END}
 * @param buffer holds the user data, from {@code offset} on; the packet itself in chunks that were
 *     read, so valid only while that is
 * @param payloadLength bytes of user data
 */
public record DataChunk(
    int flags,
    int tsn,
    int streamId,
    int streamSequenceNumber,
    int payloadProtocolId,
    ByteBuffer buffer,
    int offset,
    int payloadLength)
    implements Chunk {

  public static final int IMMEDIATE = 8;
  public static final int UNORDERED = 4;
  public static final int BEGIN = 2;
  public static final int END = 1;

  /** The length of everything before the user data. */
  public static final int HEADER = 16;

  static DataChunk read(int flags, ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, HEADER - Chunk.HEADER, "DATA");
    int tsn = body.getInt();
    int streamId = Wire.unsignedShort(body);
    int ssn = Wire.unsignedShort(body);
    int ppid = body.getInt();
    return new DataChunk(flags, tsn, streamId, ssn, ppid, body, body.position(), body.remaining());
  }

  /** Writes a chunk without making one. */
  public static void write(
      ByteBuffer out,
      int flags,
      int tsn,
      int streamId,
      int streamSequenceNumber,
      int payloadProtocolId,
      byte[] payload,
      int offset,
      int length) {
    Wire.putHeader(out, ChunkType.DATA, flags, HEADER + length);
    out.putInt(tsn).putShort((short) streamId).putShort((short) streamSequenceNumber);
    out.putInt(payloadProtocolId).put(payload, offset, length);
    Wire.putPadding(out, length);
  }

  @Override
  public int length() {
    return HEADER + payloadLength;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    byte[] payload = new byte[payloadLength];
    copyPayload(payload, 0);
    write(
        out,
        flags,
        tsn,
        streamId,
        streamSequenceNumber,
        payloadProtocolId,
        payload,
        0,
        payloadLength);
  }

  @Override
  public void accept(ChunkVisitor visitor) throws ProtocolViolationException {
    visitor.onData(this);
  }

  public void copyPayload(byte[] target, int at) {
    buffer.get(offset, target, at, payloadLength);
  }

  public boolean isBegin() {
    return (flags & BEGIN) != 0;
  }

  public boolean isEnd() {
    return (flags & END) != 0;
  }

  public boolean isUnordered() {
    return (flags & UNORDERED) != 0;
  }

  public boolean isImmediate() {
    return (flags & IMMEDIATE) != 0;
  }
}

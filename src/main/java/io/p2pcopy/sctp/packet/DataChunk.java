package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * A user message or a fragment of one, as DATA (RFC 9260, section 3.3.1; the I bit: RFC 7053) or as
 * I-DATA (RFC 8260, section 2.1), which allows interleaving fragments of different messages.
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
 *
 * +---------------+---------------+-------------------------------+
 * |   Type = 64   |  Res  |I|U|B|E|            Length             |
 * +---------------+---------------+-------------------------------+
 * |                              TSN                              |
 * +-------------------------------+-------------------------------+
 * |      Stream Identifier        |           Reserved            |
 * +-------------------------------+-------------------------------+
 * |                      Message Identifier                       |
 * +---------------------------------------------------------------+
 * |    Payload Protocol Identifier / Fragment Sequence Number     |
 * +---------------------------------------------------------------+
 * \                           User Data                           \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param interleaved whether it is I-DATA
 * @param flags of {@link #IMMEDIATE}, {@link #UNORDERED}, {@link #BEGIN}, {@link #END}
 * @param sequence the stream sequence number, 16 bits, or the message identifier, 32 bits
 * @param payloadProtocolId in I-DATA valid only in the first fragment
 * @param fragment the fragment sequence number of I-DATA, starting at 0; always 0 in DATA
 * @param buffer holds the user data at {@code offset}. A chunk that was read shares the packet's
 *     buffer, so it is valid only as long as the packet
 * @param payloadLength the length of the user data in bytes
 */
public record DataChunk(
    boolean interleaved,
    int flags,
    int tsn,
    int streamId,
    int sequence,
    int payloadProtocolId,
    int fragment,
    ByteBuffer buffer,
    int offset,
    int payloadLength)
    implements Chunk {

  public static final int IMMEDIATE = 8;
  public static final int UNORDERED = 4;
  public static final int BEGIN = 2;
  public static final int END = 1;

  /** The length of the DATA header. */
  public static final int HEADER = 16;

  /** The length of the I-DATA header. */
  public static final int INTERLEAVED_HEADER = 20;

  static DataChunk read(int flags, ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, HEADER - Chunk.HEADER, "DATA");
    int tsn = body.getInt();
    int streamId = Wire.unsignedShort(body);
    int ssn = Wire.unsignedShort(body);
    int ppid = body.getInt();
    return new DataChunk(
        false, flags, tsn, streamId, ssn, ppid, 0, body, body.position(), body.remaining());
  }

  static DataChunk readInterleaved(int flags, ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, INTERLEAVED_HEADER - Chunk.HEADER, "I-DATA");
    int tsn = body.getInt();
    int streamId = Wire.unsignedShort(body);
    body.getShort();
    int mid = body.getInt();
    int last = body.getInt();
    // RFC 8260, 2.1: "If the B bit is set, this field contains the PPID of the user message [...]
    // In this case, the FSN is implicitly considered to be 0."
    boolean begin = (flags & BEGIN) != 0;
    int ppid = begin ? last : 0;
    int fsn = begin ? 0 : last;
    return new DataChunk(
        true, flags, tsn, streamId, mid, ppid, fsn, body, body.position(), body.remaining());
  }

  /** Writes the header of a chunk with {@code length} bytes of user data. */
  public static void writeHeader(
      ByteBuffer out,
      boolean interleaved,
      int flags,
      int tsn,
      int streamId,
      int sequence,
      int payloadProtocolId,
      int fragment,
      int length) {
    if (interleaved) {
      Wire.putHeader(out, ChunkType.I_DATA, flags, INTERLEAVED_HEADER + length);
      out.putInt(tsn).putShort((short) streamId).putShort((short) 0).putInt(sequence);
      out.putInt((flags & BEGIN) != 0 ? payloadProtocolId : fragment);
    } else {
      Wire.putHeader(out, ChunkType.DATA, flags, HEADER + length);
      out.putInt(tsn).putShort((short) streamId).putShort((short) sequence);
      out.putInt(payloadProtocolId);
    }
  }

  /** Writes the user data and its padding. */
  public static void writePayload(ByteBuffer out, byte[] payload, int offset, int length) {
    out.put(payload, offset, length);
    Wire.putPadding(out, length);
  }

  /** Returns the length of the header. */
  public static int header(boolean interleaved) {
    return interleaved ? INTERLEAVED_HEADER : HEADER;
  }

  @Override
  public int length() {
    return header(interleaved) + payloadLength;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    byte[] payload = new byte[payloadLength];
    copyPayload(payload, 0);
    writeHeader(
        out,
        interleaved,
        flags,
        tsn,
        streamId,
        sequence,
        payloadProtocolId,
        fragment,
        payloadLength);
    writePayload(out, payload, 0, payloadLength);
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

package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * One chunk of a packet (RFC 9260, section 3.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
 * +---------------+---------------+-------------------------------+
 * \                          Chunk Value                          \
 * +---------------------------------------------------------------+
 * </pre>
 */
public sealed interface Chunk
    permits DataChunk,
        InitChunk,
        InitAckChunk,
        SackChunk,
        HeartbeatChunk,
        HeartbeatAckChunk,
        AbortChunk,
        ShutdownChunk,
        ShutdownAckChunk,
        ErrorChunk,
        CookieEchoChunk,
        CookieAckChunk,
        ShutdownCompleteChunk,
        ReConfigChunk,
        ForwardTsnChunk,
        InterleavedForwardTsnChunk,
        PadChunk,
        PacketFragmentChunk,
        UnknownChunk {

  /** The length of the chunk header. */
  int HEADER = 4;

  /** Returns the chunk's length in bytes, including the header but not the padding. */
  int length();

  /** Writes the chunk and its padding. */
  void writeTo(ByteBuffer out);

  /** Calls the visitor's method for this chunk type. */
  void accept(ChunkVisitor visitor) throws MalformedPacketException, ProtocolViolationException;

  /** Rounds a length up to a multiple of four. */
  static int padded(int length) {
    return (length + 3) & ~3;
  }
}

package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Iterates over the chunks of one packet. Does not change the packet's position and limit. */
public final class ChunkReader {

  private final ByteBuffer packet;
  private final int end;
  private int next;

  /**
   * @param packet starts with a common header, from position to limit
   */
  public ChunkReader(ByteBuffer packet) {
    this(packet, packet.position() + CommonHeader.LENGTH);
  }

  private ChunkReader(ByteBuffer buffer, int firstChunk) {
    this.packet = buffer.duplicate().order(ByteOrder.BIG_ENDIAN);
    this.end = buffer.limit();
    this.next = firstChunk;
  }

  /** Iterates over chunks without a common header, from position to limit. */
  public static ChunkReader ofChunks(ByteBuffer chunks) {
    return new ChunkReader(chunks, chunks.position());
  }

  /** Returns the type of the next chunk, or -1 after the last one. */
  public int peekType() {
    packet.limit(end);
    return end - next < Chunk.HEADER ? -1 : Byte.toUnsignedInt(packet.get(next));
  }

  /** Returns the flags of the next chunk. There must be one. */
  public int peekFlags() {
    packet.limit(end);
    return Byte.toUnsignedInt(packet.get(next + 1));
  }

  /** Whether another chunk follows the next one. */
  public boolean isFollowed() {
    packet.limit(end);
    int length = Short.toUnsignedInt(packet.getShort(next + 2));
    return end - next - Chunk.padded(length) >= Chunk.HEADER;
  }

  /**
   * Returns the next chunk, or null after the last one. A {@link DataChunk} is valid only until the
   * next call.
   */
  public @Nullable Chunk next() throws MalformedPacketException {
    if (end - next < Chunk.HEADER) {
      return null;
    }
    packet.limit(end);
    int type = Byte.toUnsignedInt(packet.get(next));
    int flags = Byte.toUnsignedInt(packet.get(next + 1));
    int length = Short.toUnsignedInt(packet.getShort(next + 2));
    if (length < Chunk.HEADER || length > end - next) {
      throw new MalformedPacketException("chunk of impossible length");
    }
    packet.limit(next + length).position(next + Chunk.HEADER);
    next += Chunk.padded(length);
    return read(type, flags, packet);
  }

  private static Chunk read(int type, int flags, ByteBuffer body) throws MalformedPacketException {
    return switch (type) {
      case ChunkType.DATA -> DataChunk.read(flags, body);
      case ChunkType.INIT -> InitChunk.read(body);
      case ChunkType.INIT_ACK -> InitAckChunk.read(body);
      case ChunkType.SACK -> SackChunk.read(body);
      case ChunkType.HEARTBEAT -> HeartbeatChunk.read(body);
      case ChunkType.HEARTBEAT_ACK -> HeartbeatAckChunk.read(body);
      case ChunkType.ABORT -> AbortChunk.read(flags, body);
      case ChunkType.SHUTDOWN -> ShutdownChunk.read(body);
      case ChunkType.SHUTDOWN_ACK -> new ShutdownAckChunk();
      case ChunkType.ERROR -> ErrorChunk.read(body);
      case ChunkType.COOKIE_ECHO -> CookieEchoChunk.read(body);
      case ChunkType.COOKIE_ACK -> new CookieAckChunk();
      case ChunkType.SHUTDOWN_COMPLETE -> ShutdownCompleteChunk.read(flags);
      case ChunkType.I_DATA -> DataChunk.readInterleaved(flags, body);
      case ChunkType.RE_CONFIG -> ReConfigChunk.read(body);
      case ChunkType.FORWARD_TSN -> ForwardTsnChunk.read(body);
      case ChunkType.I_FORWARD_TSN -> InterleavedForwardTsnChunk.read(body);
      case ChunkType.PAD -> new PadChunk(Chunk.HEADER + body.remaining());
      case ChunkType.PIECE -> PacketFragmentChunk.read(body);
      default -> UnknownChunk.read(type, flags, body);
    };
  }
}

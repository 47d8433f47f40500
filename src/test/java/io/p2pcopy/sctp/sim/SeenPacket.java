package io.p2pcopy.sctp.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an observer on the path can read from an SCTP packet; a parser of its own, so that it checks
 * the one under test.
 */
public final class SeenPacket {
  public static final int DATA = 0;
  public static final int INIT = 1;
  public static final int INIT_ACK = 2;
  public static final int SACK = 3;
  public static final int HEARTBEAT = 4;
  public static final int HEARTBEAT_ACK = 5;
  public static final int ABORT = 6;
  public static final int SHUTDOWN = 7;
  public static final int SHUTDOWN_ACK = 8;
  public static final int ERROR = 9;
  public static final int COOKIE_ECHO = 10;
  public static final int COOKIE_ACK = 11;
  public static final int SHUTDOWN_COMPLETE = 14;
  public static final int I_DATA = 64;
  public static final int RE_CONFIG = 130;
  public static final int FORWARD_TSN = 192;

  private static final int COMMON_HEADER = 12;
  private static final int DATA_HEADER = 16;
  private static final int I_DATA_HEADER = 20;

  private final byte[] bytes;
  private final List<Chunk> chunks = new ArrayList<>();

  /**
   * A chunk of the packet.
   *
   * @param type the chunk's type, 0 to 255
   * @param flags the chunk's flags, 0 to 255
   * @param start where its header begins in the packet
   * @param length its length without padding
   */
  public record Chunk(int type, int flags, int start, int length) {

    boolean isData() {
      return type == DATA || type == I_DATA;
    }
  }

  /** Copies the packet from position to limit and leaves both alone. */
  public SeenPacket(ByteBuffer packet) {
    bytes = new byte[packet.remaining()];
    packet.get(packet.position(), bytes);
    int start = COMMON_HEADER;
    while (start + 4 <= bytes.length) {
      int length = unsignedShort(start + 2);
      if (length < 4 || start + length > bytes.length) {
        break;
      }
      chunks.add(new Chunk(bytes[start] & 0xff, bytes[start + 1] & 0xff, start, length));
      start += (length + 3) & ~3;
    }
  }

  public static Predicate<SeenPacket> containing(int chunkType) {
    return packet -> packet.has(chunkType);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  public List<Chunk> chunks() {
    return List.copyOf(chunks);
  }

  public boolean has(int chunkType) {
    return chunks.stream().anyMatch(chunk -> chunk.type() == chunkType);
  }

  /** Returns the verification tag of the common header. */
  public int verificationTag() {
    return ByteBuffer.wrap(bytes).getInt(4);
  }

  /** Returns the TSNs of the DATA and I-DATA chunks in the packet, as on the wire. */
  public List<Integer> tsns() {
    return chunks.stream()
        .filter(Chunk::isData)
        .map(chunk -> ByteBuffer.wrap(bytes).getInt(chunk.start() + 4))
        .toList();
  }

  /** Returns the message identifiers of the I-DATA chunks of one stream in the packet. */
  public List<Integer> messageIdentifiers(int streamId) {
    return chunks.stream()
        .filter(chunk -> chunk.type() == I_DATA)
        .filter(chunk -> unsignedShort(chunk.start() + 8) == streamId)
        .map(chunk -> ByteBuffer.wrap(bytes).getInt(chunk.start() + 12))
        .toList();
  }

  /** Returns the numbers of the messages of one stream whose chunks are in the packet. */
  public List<Integer> numbers(int streamId) {
    List<Integer> numbers = new ArrayList<>(streamSequenceNumbers(streamId));
    numbers.addAll(messageIdentifiers(streamId));
    return numbers;
  }

  /** Returns the stream sequence numbers of the DATA chunks of one stream in the packet. */
  public List<Integer> streamSequenceNumbers(int streamId) {
    return chunks.stream()
        .filter(chunk -> chunk.type() == DATA)
        .filter(chunk -> unsignedShort(chunk.start() + 8) == streamId)
        .map(chunk -> unsignedShort(chunk.start() + 10))
        .toList();
  }

  /** Returns the bytes of user data in the packet. */
  public int userBytes() {
    return chunks.stream()
        .filter(Chunk::isData)
        .mapToInt(chunk -> chunk.length() - (chunk.type() == DATA ? DATA_HEADER : I_DATA_HEADER))
        .sum();
  }

  /** Whether it carries user data. */
  public boolean hasData() {
    return chunks.stream().anyMatch(Chunk::isData);
  }

  private int unsignedShort(int index) {
    return (bytes[index] & 0xff) << 8 | (bytes[index + 1] & 0xff);
  }

  @Override
  public String toString() {
    return chunks.toString();
  }
}

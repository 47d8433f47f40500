package io.p2pcopy.datachannel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A message of the Data Channel Establishment Protocol (RFC 8832, section 5). */
sealed interface DcepMessage {

  /**
   * DATA_CHANNEL_OPEN: opens a channel on the stream that carries it.
   *
   * <pre>
   *  0                   1                   2                   3
   *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |  Type = 0x03  |  Channel Type |           Priority            |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |                     Reliability Parameter                     |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |         Label Length          |        Protocol Length        |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |                   Label, then Protocol (UTF-8)                |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * </pre>
   *
   * @param ordered the most significant bit of the channel type, inverted
   * @param reliability whether the peer's channel may abandon messages; ours never does
   * @param reliabilityParameter the number of retransmissions or milliseconds, unsigned
   * @param priority as in RFC 8831, section 6.4
   */
  record Open(
      boolean ordered,
      Reliability reliability,
      int reliabilityParameter,
      int priority,
      String label,
      String protocol)
      implements DcepMessage {

    static Open reliable(String label, String protocol, boolean ordered) {
      return new Open(ordered, Reliability.FULL, 0, NORMAL_PRIORITY, label, protocol);
    }
  }

  /** DATA_CHANNEL_ACK: acknowledges {@link Open}; only the type byte 0x02. */
  record Ack() implements DcepMessage {}

  /** The low bits of the channel type (RFC 8832, section 8.2.2). */
  enum Reliability {
    FULL(0),
    LIMITED_RETRANSMISSIONS(1),
    LIMITED_LIFETIME(2);

    private final int wire;

    Reliability(int wire) {
      this.wire = wire;
    }

    private static @Nullable Reliability of(int wire) {
      return switch (wire) {
        case 0 -> FULL;
        case 1 -> LIMITED_RETRANSMISSIONS;
        case 2 -> LIMITED_LIFETIME;
        default -> null;
      };
    }
  }

  int NORMAL_PRIORITY = 256;

  byte TYPE_ACK = 0x02;
  byte TYPE_OPEN = 0x03;
  int OPEN_HEADER_LENGTH = 12;
  int UNORDERED_BIT = 0x80;

  /** Parses a message; returns {@code null} if it is malformed. */
  static @Nullable DcepMessage parse(byte[] payload) {
    if (payload.length == 0) {
      return null;
    }
    return switch (payload[0]) {
      case TYPE_ACK -> new Ack();
      case TYPE_OPEN -> parseOpen(ByteBuffer.wrap(payload));
      default -> null;
    };
  }

  /** Whether it is a DATA_CHANNEL_OPEN, well-formed or not. */
  static boolean isOpen(byte[] payload) {
    return payload.length > 0 && payload[0] == TYPE_OPEN;
  }

  private static @Nullable DcepMessage parseOpen(ByteBuffer in) {
    if (in.remaining() < OPEN_HEADER_LENGTH) {
      return null;
    }
    in.get();
    int channelType = in.get() & 0xff;
    int priority = in.getShort() & 0xffff;
    int reliabilityParameter = in.getInt();
    int labelLength = in.getShort() & 0xffff;
    int protocolLength = in.getShort() & 0xffff;
    Reliability reliability = Reliability.of(channelType & ~UNORDERED_BIT);
    if (in.remaining() != labelLength + protocolLength || reliability == null) {
      return null;
    }
    return new Open(
        (channelType & UNORDERED_BIT) == 0,
        reliability,
        reliabilityParameter,
        priority,
        text(in, labelLength),
        text(in, protocolLength));
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Encodes the message. */
  default byte[] encode() {
    if (!(this instanceof Open open)) {
      return new byte[] {TYPE_ACK};
    }
    byte[] label = open.label().getBytes(StandardCharsets.UTF_8);
    byte[] protocol = open.protocol().getBytes(StandardCharsets.UTF_8);
    int channelType = open.reliability().wire | (open.ordered() ? 0 : UNORDERED_BIT);
    return ByteBuffer.allocate(OPEN_HEADER_LENGTH + label.length + protocol.length)
        .put(TYPE_OPEN)
        .put((byte) channelType)
        .putShort((short) open.priority())
        .putInt(open.reliabilityParameter())
        .putShort((short) label.length)
        .putShort((short) protocol.length)
        .put(label)
        .put(protocol)
        .array();
  }
}

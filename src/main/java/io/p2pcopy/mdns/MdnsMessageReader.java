package io.p2pcopy.mdns;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.mdns.MdnsMessage.AddressRecord;
import io.p2pcopy.mdns.MdnsMessage.Question;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.minidns.record.Record.TYPE;

/**
 * Reads multicast DNS messages of strangers. Any computer can send one to this socket, so the work
 * and the memory for a message are bounded, and nothing is recursive. MiniDNS follows chains of
 * compression pointers recursively, until the stack overflows.
 */
final class MdnsMessageReader {

  private static final int HEADER_BYTES = 12;
  private static final int RESPONSE_FLAG = 0x8000;
  private static final int OPCODE_MASK = 0x7800;
  private static final int RESPONSE_CODE_MASK = 0x000f;

  /** The top bit asks for a unicast response (RFC 6762, 5.4) or flushes caches (10.2). */
  private static final int CLASS_MASK = 0x7fff;

  private static final int CLASS_IN = 1;
  private static final int CLASS_ANY = 255;

  private final ByteBuffer message;
  private final int start;

  private MdnsMessageReader(ByteBuffer message) {
    this.message = message;
    this.start = message.position();
  }

  /**
   * Reads a message from the position to the limit of {@code packet}.
   *
   * @return empty if it is malformed, or must be ignored by RFC 6762
   */
  static Optional<MdnsMessage> read(ByteBuffer packet) {
    if (packet.remaining() < HEADER_BYTES || packet.remaining() > PeerLimits.Mdns.MESSAGE_BYTES) {
      return Optional.empty();
    }
    try {
      return new MdnsMessageReader(packet.duplicate()).read();
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private Optional<MdnsMessage> read() {
    int id = message.getShort() & 0xffff;
    int flags = message.getShort() & 0xffff;
    // RFC 6762, 18.3 and 18.11: messages with another OPCODE or response code than zero "MUST be
    // silently ignored".
    if ((flags & (OPCODE_MASK | RESPONSE_CODE_MASK)) != 0) {
      return Optional.empty();
    }
    int questionCount = message.getShort() & 0xffff;
    int answerCount = message.getShort() & 0xffff;
    message.position(start + HEADER_BYTES);

    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < questionCount; i++) {
      if (!readQuestion(questions)) {
        return Optional.empty();
      }
    }
    boolean response = (flags & RESPONSE_FLAG) != 0;
    List<AddressRecord> addresses = new ArrayList<>();
    // The answers of a question are those that the asker knows already.
    for (int i = 0; response && i < answerCount; i++) {
      if (!readRecord(addresses)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new MdnsMessage(id, response, List.copyOf(questions), List.copyOf(addresses)));
  }

  /** Returns false if the message is malformed. */
  private boolean readQuestion(List<Question> questions) {
    Name name = readName();
    if (name == null) {
      return false;
    }
    TYPE type = TYPE.getType(message.getShort() & 0xffff);
    int dnsClass = message.getShort() & CLASS_MASK;
    boolean forAddress = type == TYPE.A || type == TYPE.AAAA || type == TYPE.ANY;
    if (name.host() != null && forAddress && (dnsClass == CLASS_IN || dnsClass == CLASS_ANY)) {
      questions.add(new Question(name.host(), type));
    }
    return true;
  }

  /** Returns false if the message is malformed. */
  private boolean readRecord(List<AddressRecord> addresses) {
    Name name = readName();
    if (name == null) {
      return false;
    }
    TYPE type = TYPE.getType(message.getShort() & 0xffff);
    int dnsClass = message.getShort() & CLASS_MASK;
    int lifetime = message.getInt();
    int length = message.getShort() & 0xffff;
    if (length > message.remaining()) {
      return false;
    }
    byte[] data = new byte[length];
    message.get(data);
    boolean isAddress = (type == TYPE.A && length == 4) || (type == TYPE.AAAA && length == 16);
    // RFC 6762, 10.1: a lifetime of zero withdraws the record.
    if (name.host() != null && isAddress && dnsClass == CLASS_IN && lifetime != 0) {
      addresses.add(new AddressRecord(name.host(), address(data)));
    }
    return true;
  }

  /**
   * @param host null for names that cannot be those of browsers or of this program
   */
  private record Name(@Nullable String host) {}

  /** Reads a name and moves behind it; null if it is malformed (RFC 1035, 3.1 and 4.1.4). */
  private @Nullable Name readName() {
    StringBuilder text = new StringBuilder();
    boolean plain = true;
    int octets = 1;
    int pointers = 0;
    int end = -1;
    int pointedFrom = message.position();
    while (true) {
      int length = message.get() & 0xff;
      if (length == 0) {
        break;
      }
      if (length >= 0xc0) {
        int target = start + (((length & 0x3f) << 8) | (message.get() & 0xff));
        end = end < 0 ? message.position() : end;
        // RFC 1035, 4.1.4: a pointer refers to "a prior occurrence"; so it cannot form a loop.
        if (target >= pointedFrom
            || target < start + HEADER_BYTES
            || ++pointers > PeerLimits.Mdns.POINTERS_PER_NAME) {
          return null;
        }
        pointedFrom = target;
        message.position(target);
        continue;
      }
      octets += 1 + length;
      if (length > 63 || octets > PeerLimits.Mdns.NAME_OCTETS) {
        return null;
      }
      if (text.length() > 0) {
        text.append('.');
      }
      for (int i = 0; i < length; i++) {
        char letter = Character.toLowerCase((char) (message.get() & 0xff));
        plain &= isHostLetter(letter);
        text.append(letter);
      }
    }
    if (end >= 0) {
      message.position(end);
    }
    String host = text.toString();
    return new Name(plain && host.endsWith(".local") ? host : null);
  }

  private static boolean isHostLetter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
    }
  }
}

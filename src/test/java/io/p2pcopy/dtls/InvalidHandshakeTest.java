package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer whose handshake messages have another content than their type requires. */
@Timeout(60)
class InvalidHandshakeTest {

  private static final int HANDSHAKE = 22;
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;

  /** The messages of client and server that travel in the clear, by their type. */
  private static final List<Integer> FROM_CLIENT = List.of(1, 11, 15, 16);

  private static final List<Integer> FROM_SERVER = List.of(2, 11, 12, 13, 14);

  private static final int BODIES = 8;

  static Stream<Arguments> messages() {
    return Stream.concat(
        FROM_CLIENT.stream().flatMap(type -> bodies(true, type)),
        FROM_SERVER.stream().flatMap(type -> bodies(false, type)));
  }

  private static Stream<Arguments> bodies(boolean client, int type) {
    return IntStream.range(0, BODIES).mapToObj(body -> Arguments.of(client, type, body));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void isBlamedInWordsThatAUserUnderstands(boolean fromClient, int type, int body)
      throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      DtlsPair.End sender = fromClient ? pair.client : pair.server;
      DtlsPair.End victim = fromClient ? pair.server : pair.client;
      sender.link = datagram -> List.of(replaced(datagram, type, body));
      pair.start();

      pair.runUntil(() -> !victim.closed.isEmpty());

      assertThat(victim.closed)
          .isSubsetOf(
              DtlsCloseReason.HANDSHAKE_FAILED,
              DtlsCloseReason.NO_CERTIFICATE,
              DtlsCloseReason.FINGERPRINT_MISMATCH);
      if (victim.closed.contains(DtlsCloseReason.HANDSHAKE_FAILED)) {
        assertThat(victim.closeDetail)
            .matches(
                "the other side sent an invalid handshake message( \\([a-z_]+\\(\\d+\\)\\))?"
                    + "|the two sides have no encryption method in common \\([a-z_]+\\(\\d+\\)\\)");
      }
    }
  }

  /** Returns the datagram with other bodies in all messages of a type. */
  private static byte[] replaced(byte[] datagram, int type, int body) {
    var out = new ByteArrayOutputStream();
    for (int record = 0; record < datagram.length; ) {
      int end = record + RECORD_HEADER + uint16(datagram, record + 11);
      boolean plain = datagram[record] == HANDSHAKE && uint16(datagram, record + 3) == 0;
      byte[] content =
          plain
              ? replacedMessages(
                  Arrays.copyOfRange(datagram, record + RECORD_HEADER, end), type, body)
              : Arrays.copyOfRange(datagram, record + RECORD_HEADER, end);
      out.write(datagram, record, RECORD_HEADER - 2);
      out.write(content.length >> 8);
      out.write(content.length);
      out.writeBytes(content);
      record = end;
    }
    return out.toByteArray();
  }

  private static byte[] replacedMessages(byte[] messages, int type, int body) {
    var out = new ByteArrayOutputStream();
    for (int message = 0; message < messages.length; ) {
      int end = message + MESSAGE_HEADER + uint16(messages, message + 10);
      if (messages[message] == type) {
        byte[] content = body(Arrays.copyOfRange(messages, message + MESSAGE_HEADER, end), body);
        out.write(type);
        writeUint24(out, content.length);
        out.write(messages, message + 4, 2);
        writeUint24(out, 0);
        writeUint24(out, content.length);
        out.writeBytes(content);
      } else {
        out.write(messages, message, end - message);
      }
      message = end;
    }
    return out.toByteArray();
  }

  private static byte[] body(byte[] real, int body) {
    var random = new Random(body);
    byte[] content =
        switch (body) {
          case 0 -> real.length == 0 ? new byte[1] : new byte[0];
          case 1 -> new byte[] {-1};
          case 2 -> Arrays.copyOf(real, real.length / 2 + 1);
          case 3 -> Arrays.copyOf(real, real.length + 1);
          default -> new byte[1 + random.nextInt(300)];
        };
    if (body > 3) {
      random.nextBytes(content);
    }
    return content;
  }

  private static void writeUint24(ByteArrayOutputStream out, int value) {
    out.write(value >> 16);
    out.write(value >> 8);
    out.write(value);
  }

  private static int uint16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }
}

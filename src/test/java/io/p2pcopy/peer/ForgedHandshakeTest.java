package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of the handshake that somebody forges in the peer's name, and that arrive first. */
@Timeout(60)
class ForgedHandshakeTest {

  private static final PeerConfig LOOPBACK = PeerConfig.local().withLoopback(true);
  private static final int HANDSHAKE = 22;
  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;

  @ParameterizedTest
  @CsvSource({
    "ServerHello, 2",
    "Certificate, 11",
    "ServerKeyExchange, 12",
    "CertificateVerify, 15",
    "ClientKeyExchange, 16"
  })
  void aForgedMessageOfTheRightTypeAndLengthOnlyDelaysTheConnection(String name, int type)
      throws Exception {
    AtomicInteger forged = new AtomicInteger();
    try (var relay =
            new RecordRelay(
                first -> true,
                packet ->
                    contains(packet, type) && forged.getAndIncrement() == 0
                        ? List.of(altered(packet, type))
                        : List.of());
        var offerer = PeerConnection.create(LOOPBACK);
        var answerer = PeerConnection.create(LOOPBACK)) {
      relay.connect(offerer, answerer);

      CompletableFuture.allOf(offerer.connected(), answerer.connected()).get(20, TimeUnit.SECONDS);

      assertThat(forged.get()).as(name).isPositive();
    }
  }

  private static boolean contains(byte[] packet, int type) {
    return find(packet, type) >= 0;
  }

  /** Returns where a fragment of such a message begins, or -1. */
  private static int find(byte[] packet, int type) {
    int record = 0;
    while (record + RECORD_HEADER + MESSAGE_HEADER <= packet.length
        && packet[record] == HANDSHAKE) {
      int length = uint16(packet, record + 11);
      boolean plain = uint16(packet, record + 3) == 0;
      if (!plain) {
        return -1;
      }
      int message = record + RECORD_HEADER;
      while (message + MESSAGE_HEADER <= record + RECORD_HEADER + length) {
        if (packet[message] == type) {
          return message;
        }
        message += MESSAGE_HEADER + uint16(packet, message + 10);
      }
      record += RECORD_HEADER + length;
    }
    return -1;
  }

  /** Changes the last byte of the fragment. */
  private static byte[] altered(byte[] packet, int type) {
    byte[] altered = packet.clone();
    int message = find(packet, type);
    altered[message + MESSAGE_HEADER + uint16(packet, message + 10) - 1] ^= 1;
    return altered;
  }

  private static int uint16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }
}

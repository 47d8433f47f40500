package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.net.Clock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsTransportTest {

  @Test
  void twoPeersConnectInTwoRoundTripsOfOneDatagramEach() throws Exception {
    try (DtlsPair pair = DtlsPair.patient()) {
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.sent).hasSize(2);
      assertThat(pair.server.sent).hasSize(2);
      assertThat(pair.client.transport.isConnected()).isTrue();
      assertThat(pair.server.transport.isConnected()).isTrue();
    }
  }

  @Test
  void whatBothEndsSpeakIsAgreedUpon() throws Exception {
    try (DtlsPair pair = DtlsPair.patient()) {
      pair.client.transport.speak(List.of("new", "p2pcopy/i-data"));
      pair.server.transport.speak(List.of("p2pcopy/i-data"));
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.transport.spoken()).isEqualTo("p2pcopy/i-data");
      assertThat(pair.server.transport.spoken()).isEqualTo("p2pcopy/i-data");
    }
  }

  @Test
  void anEndThatSpeaksNothingElseConnectsAllTheSame() throws Exception {
    try (DtlsPair pair = DtlsPair.patient()) {
      pair.client.transport.speak(List.of("p2pcopy/i-data"));
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.transport.spoken()).isNull();
      assertThat(pair.server.transport.spoken()).isNull();
    }
  }

  @Test
  void dataArrivesBothWays() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      pair.client.send("from the client");
      pair.server.send("from the server");
      pair.server.send("");
      pair.runUntil(() -> pair.client.received.size() == 2 && pair.server.received.size() == 1);

      assertThat(pair.server.received).containsExactly("from the client");
      assertThat(pair.client.received).containsExactly("from the server", "");
    }
  }

  @Test
  void severalRecordsInOneDirectBufferAreAllTaken() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(70_000);
      buffer.position(7);
      for (int i = 0; i < 500; i++) {
        buffer.put(pair.client.seal("record " + i));
      }
      buffer.limit(buffer.position()).position(7);
      pair.server.transport.handleDatagram(buffer);

      assertThat(pair.server.received).hasSize(500).endsWith("record 499");
      assertThat(buffer.remaining()).isZero();
    }
  }

  @Test
  void whatIsNotDtlsIsLeftInTheBuffer() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      byte[] record = pair.client.seal("data");
      ByteBuffer buffer = ByteBuffer.allocate(200).put(record).put(new byte[20]).flip();
      pair.server.transport.handleDatagram(buffer);

      assertThat(pair.server.received).containsExactly("data");
      assertThat(buffer.remaining()).isEqualTo(20);
    }
  }

  @Test
  void incomingDatagramsAreNotChanged() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      byte[] record = pair.client.seal("data");
      byte[] before = record.clone();
      pair.server.transport.handleDatagram(ByteBuffer.wrap(record));

      assertThat(record).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void theHandshakeSucceedsOverABadLink(long seed) throws Exception {
    Random random = new Random(seed);
    try (DtlsPair pair = new DtlsPair()) {
      pair.client.link = datagram -> mistreat(random, pair.client, datagram);
      pair.server.link = datagram -> mistreat(random, pair.server, datagram);
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);
      pair.client.send("through");
      pair.runUntil(() -> !pair.server.received.isEmpty());

      assertThat(pair.client.closed).isEmpty();
      assertThat(pair.server.closed).isEmpty();
    }
  }

  /** Loses 30 %, doubles 20 %, lets 20 % be overtaken. */
  private static List<byte[]> mistreat(Random random, DtlsPair.End from, byte[] datagram) {
    int fate = random.nextInt(10);
    if (fate < 3) {
      return List.of();
    }
    if (fate < 5) {
      from.hold(datagram);
      return List.of();
    }
    return fate < 7 ? List.of(datagram, datagram) : List.of(datagram);
  }

  @Test
  void recordsOfAFlightMayArriveOneByOneAndBackwards() throws Exception {
    try (DtlsPair pair = DtlsPair.patient()) {
      pair.client.link = DtlsTransportTest::recordsBackwards;
      pair.server.link = DtlsTransportTest::recordsBackwards;
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.transport.stats().retransmittedFlights()).isZero();
      assertThat(pair.server.transport.stats().retransmittedFlights()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 572, 548})
  void whereLargeDatagramsVanishTheHandshakeSucceedsWithSmallerOnes(int mtu) throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      pair.client.link = datagram -> datagram.length > mtu ? List.of() : List.of(datagram);
      pair.server.link = pair.client.link;
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      pair.client.send("data");
      pair.runUntil(() -> pair.server.received.contains("data"));
      assertThat(pair.server.sent).anyMatch(datagram -> datagram.length > mtu);
      assertThat(pair.client.transport.stats().retransmittedFlights()).isLessThan(10);
    }
  }

  @Test
  void aSingleLossCutsNothing() throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      List<byte[]> first = new ArrayList<>();
      pair.server.link =
          datagram -> {
            first.add(datagram);
            return first.size() == 1 ? List.of() : List.of(datagram);
          };
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.server.sent.get(1)).hasSameSizeAs(pair.server.sent.get(0));
    }
  }

  @Test
  void thePeerMayCutItsMessagesAsSmallAsItLikes() throws Exception {
    try (DtlsPair pair = DtlsPair.patient()) {
      pair.client.link = DtlsTransportTest::inSmallPieces;
      pair.server.link = DtlsTransportTest::inSmallPieces;
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.closed).isEmpty();
      assertThat(pair.server.closed).isEmpty();
    }
  }

  /** Cuts each unprotected message into fragments of at most 40 bytes, a record for each. */
  private static List<byte[]> inSmallPieces(byte[] datagram) {
    List<byte[]> pieces = new ArrayList<>();
    for (byte[] record : recordsBackwards(datagram)) {
      if (RecordFormat.type(record, 0) != RecordFormat.HANDSHAKE
          || RecordFormat.epoch(record, 0) != RecordFormat.PLAIN_EPOCH) {
        pieces.add(record);
        continue;
      }
      int message = RecordFormat.HEADER;
      int length = HandshakeMessage.uint24(record, message + 1);
      for (int offset = 0; offset == 0 || offset < length; offset += 40) {
        int piece = Math.min(40, length - offset);
        int body = message + HandshakeMessage.HEADER;
        byte[] cut = Arrays.copyOf(record, body + piece);
        RecordFormat.putShort(cut, 11, HandshakeMessage.HEADER + piece);
        HandshakeMessage.putHeader(
            cut,
            message,
            record[message],
            length,
            RecordFormat.getShort(record, message + 4),
            offset,
            piece);
        System.arraycopy(record, body + offset, cut, body, piece);
        pieces.add(cut);
      }
    }
    return pieces;
  }

  private static List<byte[]> recordsBackwards(byte[] datagram) {
    List<byte[]> records = new ArrayList<>();
    for (int at = 0; at < datagram.length; ) {
      int length = RecordFormat.HEADER + RecordFormat.length(datagram, at);
      records.add(0, Arrays.copyOfRange(datagram, at, at + length));
      at += length;
    }
    return records;
  }

  @Test
  void aServerWhoseFinishedWasLostAnswersTheClientsRetransmission() throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      pair.server.link = new LoseFinished(3);
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.server.sent)
          .filteredOn(datagram -> RecordFormat.type(datagram, 0) == RecordFormat.CHANGE_CIPHER_SPEC)
          .hasSizeGreaterThanOrEqualTo(4);
    }
  }

  /** Loses datagrams that hold a protected record. */
  private static final class LoseFinished implements Function<byte[], List<byte[]>> {
    private int left;

    LoseFinished(int count) {
      left = count;
    }

    @Override
    public List<byte[]> apply(byte[] datagram) {
      if (RecordFormat.type(datagram, 0) == RecordFormat.CHANGE_CIPHER_SPEC && left > 0) {
        left--;
        return List.of();
      }
      return List.of(datagram);
    }
  }

  @Test
  void dataThatOvertakesTheServersFinishedWaitsForIt() throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      pair.server.link = new LoseFinished(1);
      pair.start();
      pair.runUntil(() -> pair.server.connected);
      pair.server.send("early");
      pair.runUntilQuiet();
      assertThat(pair.client.received).isEmpty();

      pair.runUntil(() -> pair.client.connected);
      assertThat(pair.client.received).containsExactly("early");
    }
  }

  @Test
  void onlySoMuchEarlyDataIsKept() throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      pair.server.link = new LoseFinished(1);
      pair.start();
      pair.runUntil(() -> pair.server.connected);
      for (int i = 0; i < 100; i++) {
        pair.server.send("early");
      }
      pair.runUntil(() -> pair.client.connected);

      assertThat(pair.client.received).hasSizeBetween(60, 64);
      assertThat(pair.client.transport.stats().overflows()).isGreaterThanOrEqualTo(36);
    }
  }

  @Test
  void onceTheClientSendsDataTheServerForgetsItsLastFlight() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      pair.client.send("data");
      pair.runUntil(() -> !pair.server.received.isEmpty());
      int before = pair.server.sent.size();
      pair.client.sent.forEach(pair.client::deliver);
      pair.runUntilQuiet();

      assertThat(pair.server.sent).hasSize(before);
    }
  }

  @Test
  void handshakeRecordsThatComeLateDoNoHarm() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      pair.client.sent.forEach(pair.client::deliver);
      pair.server.sent.forEach(pair.server::deliver);
      pair.client.send("still here");
      pair.runUntil(() -> !pair.server.received.isEmpty());

      assertThat(pair.server.received).containsExactly("still here");
      assertThat(pair.client.closed).isEmpty();
    }
  }

  @Test
  void theClientRefusesAServerWithAnotherCertificate() throws Exception {
    try (DtlsPair pair =
        new DtlsPair(
            DtlsPair.QUICK,
            DtlsPair.CLIENT_IDENTITY.fingerprint(),
            DtlsPair.CLIENT_IDENTITY.fingerprint())) {
      pair.start();
      pair.runUntil(() -> !pair.client.closed.isEmpty() && !pair.server.closed.isEmpty());

      assertThat(pair.client.closed).containsExactly(DtlsCloseReason.FINGERPRINT_MISMATCH);
      assertThat(pair.server.closed).containsExactly(DtlsCloseReason.REFUSED_BY_PEER);
      assertThat(pair.server.closeDetail).contains("bad_certificate");
      assertThat(pair.client.connected).isFalse();
      assertThat(pair.server.connected).isFalse();
    }
  }

  @Test
  void theServerRefusesAClientWithAnotherCertificate() throws Exception {
    try (DtlsPair pair =
        new DtlsPair(
            DtlsPair.QUICK,
            DtlsPair.SERVER_IDENTITY.fingerprint(),
            DtlsPair.SERVER_IDENTITY.fingerprint())) {
      pair.start();
      pair.runUntil(() -> !pair.client.closed.isEmpty() && !pair.server.closed.isEmpty());

      assertThat(pair.server.closed).containsExactly(DtlsCloseReason.FINGERPRINT_MISMATCH);
      assertThat(pair.client.closed).containsExactly(DtlsCloseReason.REFUSED_BY_PEER);
      assertThat(pair.client.closeDetail).contains("bad_certificate");
      assertThat(pair.client.connected).isFalse();
      assertThat(pair.server.connected).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(DtlsRole.class)
  void aPeerThatNeverAnswersIsGivenUp(DtlsRole role) throws Exception {
    RetransmissionTimes brief =
        new RetransmissionTimes(
            Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(100));
    try (DtlsPair pair =
        new DtlsPair(
            brief,
            DtlsPair.SERVER_IDENTITY.fingerprint(),
            DtlsPair.CLIENT_IDENTITY.fingerprint())) {
      DtlsPair.End end = role == DtlsRole.CLIENT ? pair.client : pair.server;
      end.link = datagram -> List.of();
      end.transport.start();
      pair.runUntil(() -> !end.closed.isEmpty());

      assertThat(end.closed).containsExactly(DtlsCloseReason.HANDSHAKE_TIMEOUT);
    }
  }

  @Test
  void closingIsToldAndAnsweredUnderTheSameKeys() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      int before = pair.server.sent.size();
      pair.client.transport.close();
      pair.runUntil(() -> !pair.server.closed.isEmpty());

      assertThat(pair.server.closed).containsExactly(DtlsCloseReason.CLOSE_NOTIFY);
      assertThat(pair.server.transport.isConnected()).isFalse();
      assertThat(pair.client.closed).isEmpty();
      byte[] answer = pair.server.sent.get(before);
      assertThat(RecordFormat.type(answer, 0)).isEqualTo(RecordFormat.ALERT);
      assertThat(RecordFormat.epoch(answer, 0)).isEqualTo(RecordFormat.PROTECTED_EPOCH);
    }
  }

  @Test
  void closingInTheMiddleOfTheHandshakeIsTold() throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      pair.start();
      pair.runUntil(() -> !pair.server.sent.isEmpty());
      pair.server.transport.close();
      pair.runUntil(() -> !pair.client.closed.isEmpty());

      assertThat(pair.client.closed).containsExactly(DtlsCloseReason.CLOSE_NOTIFY);
      assertThat(pair.client.connected).isFalse();
    }
  }

  @Test
  void nothingIsSealedBeforeTheHandshakeOrAfterTheEnd() throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      assertThatThrownBy(() -> pair.client.seal("data")).isInstanceOf(IllegalStateException.class);
    }
    DtlsPair over = DtlsPair.connected();
    over.close();
    assertThatThrownBy(() -> over.client.seal("data")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void eachRecordIsTakenOnce() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      byte[] record = pair.client.seal("once");
      pair.client.deliver(record);
      pair.client.deliver(record);
      pair.runUntilQuiet();

      assertThat(pair.server.received).containsExactly("once");
      assertThat(pair.server.transport.stats().replays()).isEqualTo(1);
    }
  }

  @Test
  void aRecordThatFourThousandOthersOvertookIsStillTaken() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      byte[] late = pair.client.seal("late");
      for (int i = 0; i < 4000; i++) {
        pair.client.send("quick");
      }
      pair.client.deliver(late);
      pair.runUntilQuiet();

      assertThat(pair.server.received).hasSize(4001).endsWith("late");
    }
  }

  @Test
  void aRecordWithAnyByteChangedIsDroppedWithoutAWord() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      byte[] record = pair.client.seal("data");
      int sentBefore = pair.server.sent.size();
      for (int i = 0; i < record.length; i++) {
        byte[] forged = record.clone();
        forged[i] ^= 0x10;
        pair.server.transport.handleDatagram(ByteBuffer.wrap(forged));
      }
      assertThat(pair.server.received).isEmpty();
      assertThat(pair.server.transport.stats().badMacs()).isPositive();

      pair.client.deliver(record);
      pair.runUntilQuiet();
      assertThat(pair.server.received).containsExactly("data");
      assertThat(pair.server.sent).hasSize(sentBefore);
      assertThat(pair.server.closed).isEmpty();
    }
  }

  @Test
  void unprotectedAlertsDoNotEndAHandshakeThatMakesProgress() throws Exception {
    try (DtlsPair pair = DtlsPair.patient()) {
      pair.client.link = datagram -> List.of(alert(2, 40), datagram, alert(2, 42), alert(1, 0));
      pair.server.link = pair.client.link;
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.closed).isEmpty();
      assertThat(pair.server.closed).isEmpty();
    }
  }

  @Test
  void aHandshakeSurvivesFragmentsThatClaimOtherMessages() throws Exception {
    try (DtlsPair pair = DtlsPair.patient()) {
      pair.client.link = datagram -> List.of(poison(), datagram);
      pair.server.link = pair.client.link;
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.closed).isEmpty();
      assertThat(pair.server.closed).isEmpty();
    }
  }

  /** The beginnings of messages that will never be whole, for each number that is awaited. */
  private static byte[] poison() {
    int fragment = HandshakeMessage.HEADER + 1;
    byte[] datagram = new byte[6 * (RecordFormat.HEADER + fragment)];
    for (int i = 0; i < 6; i++) {
      int at = i * (RecordFormat.HEADER + fragment);
      RecordFormat.putHeader(
          datagram, at, RecordFormat.HANDSHAKE, RecordFormat.DTLS_1_2, 0, i, fragment);
      HandshakeMessage.putHeader(datagram, at + RecordFormat.HEADER, 11, 9999, i, 0, 1);
    }
    return datagram;
  }

  @Test
  void recordsFarAheadAreNotVerified() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      byte[] record = pair.client.seal("data");
      byte[] forged = record.clone();
      // The upper byte of the sequence number.
      forged[5] = 1;
      pair.client.deliver(forged);
      pair.client.deliver(record);
      pair.runUntilQuiet();

      assertThat(pair.server.received).containsExactly("data");
      assertThat(pair.server.transport.stats().badMacs()).isZero();
    }
  }

  @Test
  void unprotectedAlertsAreIgnoredOnceConnected() throws Exception {
    try (DtlsPair pair = DtlsPair.connected()) {
      pair.client.deliver(alert(2, 40));
      pair.client.deliver(alert(1, 0));
      pair.client.send("still here");
      pair.runUntil(() -> !pair.server.received.isEmpty());

      assertThat(pair.server.closed).isEmpty();
    }
  }

  private static byte[] alert(int level, int description) {
    byte[] record = new byte[RecordFormat.HEADER + 2];
    RecordFormat.putHeader(
        record, 0, RecordFormat.ALERT, RecordFormat.DTLS_1_2, RecordFormat.PLAIN_EPOCH, 99, 2);
    record[RecordFormat.HEADER] = (byte) level;
    record[RecordFormat.HEADER + 1] = (byte) description;
    return record;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedDatagramsBetweenGoodOnesDoNotStopTheHandshake(long seed) throws Exception {
    Random random = new Random(seed);
    try (DtlsPair pair = new DtlsPair()) {
      pair.client.link = datagram -> List.of(damagedHeader(random, datagram), datagram);
      pair.server.link = datagram -> List.of(damagedHeader(random, datagram), datagram);
      pair.start();
      pair.runUntil(() -> pair.client.connected && pair.server.connected);

      assertThat(pair.client.closed).isEmpty();
      assertThat(pair.server.closed).isEmpty();
    }
  }

  /** Changes one byte among version, epoch, sequence number and length of the first record. */
  private static byte[] damagedHeader(Random random, byte[] datagram) {
    byte[] damaged = datagram.clone();
    damaged[1 + random.nextInt(RecordFormat.HEADER - 1)] ^= (byte) (1 + random.nextInt(255));
    return damaged;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyInputIsHarmlessInAnyState(long seed) throws Exception {
    Random random = new Random(seed);
    try (DtlsPair fresh = new DtlsPair();
        DtlsPair running = DtlsPair.connected()) {
      for (int i = 0; i < 20_000; i++) {
        byte[] noise = new byte[random.nextInt(80)];
        random.nextBytes(noise);
        if (noise.length > 4) {
          noise[0] = (byte) (20 + random.nextInt(5));
          noise[1] = (byte) 0xfe;
          noise[2] = (byte) (random.nextBoolean() ? 0xfd : 0xff);
          noise[3] = 0;
          noise[4] = (byte) random.nextInt(3);
        }
        if (noise.length > 12) {
          noise[11] = 0;
          noise[12] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : noise.length - 13);
        }
        fresh.server.transport.handleDatagram(ByteBuffer.wrap(noise));
        running.server.transport.handleDatagram(ByteBuffer.wrap(noise));
      }
      running.client.send("still here");
      running.runUntil(() -> !running.server.received.isEmpty());

      assertThat(running.server.received).containsExactly("still here");
      assertThat(running.server.transport.stats().malformed()).isPositive();
    }
  }

  @Test
  void noSequenceNumberIsUsedTwiceWhateverIsSentAgain() throws Exception {
    try (DtlsPair pair = new DtlsPair()) {
      pair.server.link = new LoseFinished(4);
      pair.client.link = new LoseFinished(2);
      pair.start();
      pair.runUntil(() -> pair.server.connected);
      List<byte[]> records = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        records.add(pair.server.seal("data"));
      }
      pair.runUntil(() -> pair.client.connected);
      records.add(pair.server.seal("data"));
      pair.server.transport.close();
      pair.server.sent.forEach(datagram -> records.addAll(recordsBackwards(datagram)));

      assertThat(records.stream().map(record -> RecordFormat.epochAndSequence(record, 0)))
          .doesNotHaveDuplicates()
          .hasSizeGreaterThan(15);
    }
  }

  @Test
  void theWarmupIsACompleteHandshake() throws Exception {
    assertThat(DtlsWarmup.run(DtlsPair.CLIENT_IDENTITY, DtlsPair.RANDOM, Clock.system())).isTrue();
  }
}

package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.datachannel.MessageStream;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.ManualClock;
import io.p2pcopy.signal.Addresses;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.CandidateList;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CandidateExchangeTest {

  private static final Candidate HOST = host("192.0.2.1");
  private static final Candidate PUBLIC =
      new Candidate.Address(Candidate.Type.SERVER_REFLEXIVE, address("198.51.100.7"), 4000);

  private final ManualClock clock = new ManualClock();
  private final EventLoop loop = EventLoop.start("exchange", clock, Throwable::printStackTrace);
  private final List<byte[]> sent = new CopyOnWriteArrayList<>();
  private final List<List<Candidate>> received = new CopyOnWriteArrayList<>();
  private volatile boolean ready = true;
  private CandidateExchange exchange;

  @BeforeEach
  void create() {
    exchange = newExchange(false, false);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void thePeerReceivesWhatThisSideTells() throws Exception {
    onLoop(() -> exchange.start(List.of(HOST, PUBLIC)));
    pass(Duration.ofSeconds(1));

    onLoop(() -> exchange.messageArrived(sent.get(0)));
    pass(Duration.ZERO);

    assertThat(received).containsExactly(List.of(HOST, PUBLIC));
  }

  @Test
  void aChangeIsToldAtOnceAndWithAllCandidates() throws Exception {
    onLoop(() -> exchange.start(List.of(HOST)));
    pass(Duration.ofSeconds(3));

    onLoop(() -> exchange.candidatesChanged(List.of(PUBLIC)));

    assertThat(sent).hasSize(2);
    assertThat(CandidateList.decode(sent.get(1), 1)).containsExactly(PUBLIC);
  }

  @Test
  void manyChangesAreToldTogether() throws Exception {
    onLoop(() -> exchange.start(List.of(HOST)));
    pass(Duration.ofSeconds(3));

    for (int i = 0; i < 50; i++) {
      Candidate next = host("192.0.2." + (100 + i));
      onLoop(() -> exchange.candidatesChanged(List.of(next)));
    }
    pass(Duration.ofSeconds(1));

    assertThat(sent).hasSize(3);
    assertThat(CandidateList.decode(sent.get(2), 1)).containsExactly(host("192.0.2.149"));
  }

  @Test
  void whatTheConnectionCannotCarryIsToldLaterAsItIsThen() throws Exception {
    ready = false;
    onLoop(() -> exchange.start(List.of(HOST)));
    pass(Duration.ofSeconds(3));
    onLoop(() -> exchange.candidatesChanged(List.of(PUBLIC)));
    pass(Duration.ofSeconds(3));
    assertThat(sent).isEmpty();

    ready = true;
    pass(Duration.ofSeconds(1));

    assertThat(sent).hasSize(1);
    assertThat(CandidateList.decode(sent.get(0), 1)).containsExactly(PUBLIC);
  }

  @Test
  void theSameCandidatesAreToldOnce() throws Exception {
    onLoop(() -> exchange.start(List.of(HOST)));
    pass(Duration.ofSeconds(1));

    onLoop(() -> exchange.candidatesChanged(List.of(HOST)));
    pass(Duration.ofSeconds(10));

    assertThat(sent).hasSize(1);
  }

  @Test
  void addressesThatAreToBeHiddenAreNotTold() throws Exception {
    CandidateExchange hiding = newExchange(true, false);
    Candidate name = new Candidate.Mdns(new UUID(0x4000, 1L << 63), 5000);

    onLoop(() -> hiding.start(List.of(HOST, name, PUBLIC)));
    pass(Duration.ofSeconds(1));

    assertThat(CandidateList.decode(sent.get(0), 1)).containsExactly(PUBLIC);
  }

  @Test
  void atMostSixteenCandidatesAreToldInLittleSpace() throws Exception {
    List<Candidate> many =
        IntStream.range(0, 40)
            .mapToObj(i -> host("2001:db8:" + i + ":1:8000:9000:a000:" + (i + 1), 1000 + i))
            .toList();

    onLoop(() -> exchange.start(many));
    pass(Duration.ofSeconds(1));
    onLoop(() -> exchange.messageArrived(sent.get(0)));
    pass(Duration.ZERO);

    assertThat(received).containsExactly(many.subList(0, 16));
    assertThat(sent.get(0).length).isLessThan(512);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void loopbackAddressesOfThePeerAreRefusedUnlessThisSideOffersThem(String loopback)
      throws Exception {
    CandidateExchange local = newExchange(false, true);
    byte[] message = message(List.of(host(loopback), HOST));

    onLoop(() -> exchange.messageArrived(message));
    onLoop(() -> local.messageArrived(message));
    pass(Duration.ZERO);

    assertThat(received).containsExactly(List.of(HOST), List.of(host(loopback), HOST));
  }

  @Test
  void multicastBroadcastAndUnspecifiedAddressesAreRefused() throws Exception {
    for (String text : List.of("224.0.0.1", "255.255.255.255", "0.0.0.0")) {
      byte[] message = message(List.of(HOST));
      System.arraycopy(address(text).getAddress(), 0, message, 2, 4);
      onLoop(() -> exchange.messageArrived(message));
      pass(Duration.ofSeconds(1));
    }

    assertThat(received).isEmpty();
  }

  @Test
  void anotherTypeOfMessageAndOnesThatAreTooLongAreIgnored() throws Exception {
    byte[] other = message(List.of(HOST));
    other[0] = 2;
    byte[] tooLong = Arrays.copyOf(message(List.of(HOST)), 513);

    for (byte[] message : List.of(other, tooLong, new byte[0], new byte[] {1, 2, 3})) {
      onLoop(() -> exchange.messageArrived(message));
      pass(Duration.ofSeconds(1));
    }

    assertThat(received).isEmpty();
  }

  @Test
  void whateverArrivesIsSurvived() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] message = new byte[random.nextInt(60)];
      random.nextBytes(message);
      if (message.length > 0) {
        message[0] = 1;
      }
      onLoopQuickly(() -> exchange.messageArrived(message));
      clock.move(Duration.ofSeconds(30));
    }
    onLoop(() -> exchange.messageArrived(message(List.of(HOST))));
    pass(Duration.ofSeconds(30));

    assertThat(received.get(received.size() - 1)).containsExactly(HOST);
  }

  @Test
  void ofAFloodOfMessagesFewAreActedUponAndTheNewestIsNotLost() throws Exception {
    for (int i = 0; i < 600; i++) {
      for (int k = 0; k < 10; k++) {
        // The same addresses all the time, which need no allowance.
        byte[] message = message(List.of(k % 2 == 0 ? HOST : PUBLIC));
        onLoopQuickly(() -> exchange.messageArrived(message));
      }
      pass(Duration.ofMillis(500));
    }
    assertThat(received).hasSizeLessThanOrEqualTo(8 + 10);

    onLoop(() -> exchange.messageArrived(message(List.of(HOST, PUBLIC))));
    pass(Duration.ofSeconds(30));

    assertThat(received.get(received.size() - 1)).containsExactly(HOST, PUBLIC);
  }

  @Test
  void addressesThatAreNeverTheSameRunOut() throws Exception {
    int number = 0;
    for (int minute = 0; minute < 20; minute++) {
      List<Candidate> others = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        others.add(host("198.18." + number / 250 + "." + (number % 250 + 1)));
        number++;
      }
      onLoop(() -> exchange.messageArrived(message(others)));
      pass(Duration.ofSeconds(60));
    }

    Set<Candidate> all = new HashSet<>();
    received.forEach(all::addAll);
    // 32 at once and one in ten seconds.
    assertThat(all).hasSizeBetween(32, 32 + 6 * 20);
    assertThat(received).allMatch(list -> list.size() <= 16);
  }

  @Test
  void aPeerThatRoamsBetweenTwoNetworksIsFollowedForHours() throws Exception {
    List<Candidate> wifi = List.of(host("192.168.1.2"), host("fd00:1::2"));
    List<Candidate> cable = List.of(host("192.168.2.2"), host("fd00:2::2"));
    for (int i = 0; i < 200; i++) {
      byte[] message = message(i % 2 == 0 ? wifi : cable);
      onLoop(() -> exchange.messageArrived(message));
      pass(Duration.ofSeconds(i < 8 ? 1 : 30));
    }

    assertThat(received).hasSize(200);
    assertThat(received.get(199)).isEqualTo(cable);
  }

  @Test
  void nothingIsToldOnceItIsClosed() throws Exception {
    onLoop(() -> exchange.start(List.of(HOST)));
    onLoop(() -> exchange.close());
    onLoop(() -> exchange.candidatesChanged(List.of(PUBLIC)));
    pass(Duration.ofSeconds(10));

    assertThat(sent).isEmpty();
  }

  private CandidateExchange newExchange(boolean hidesHosts, boolean loopback) {
    return new CandidateExchange(
        loop,
        new MessageStream() {
          @Override
          public boolean isReady() {
            return ready;
          }

          @Override
          public void send(byte[] message) {
            sent.add(message);
          }
        },
        hidesHosts,
        loopback,
        received::add);
  }

  private static byte[] message(List<Candidate> candidates) {
    byte[] encoded = CandidateList.encode(candidates);
    byte[] message = new byte[1 + encoded.length];
    message[0] = 1;
    System.arraycopy(encoded, 0, message, 1, encoded.length);
    return message;
  }

  private static Candidate host(String text) {
    return host(text, 5000);
  }

  private static Candidate host(String text, int port) {
    return new Candidate.Address(Candidate.Type.HOST, address(text), port);
  }

  private static InetAddress address(String text) {
    try {
      return Addresses.of(InetAddress.getByName(text).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void pass(Duration time) throws InterruptedException {
    for (long second = 1; second < time.toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1), loop);
    }
    clock.advance(time.minusSeconds(Math.max(0, time.toSeconds() - 1)), loop);
  }

  private void onLoop(Runnable action) throws Exception {
    CompletableFuture.runAsync(action, loop).get();
  }

  private void onLoopQuickly(Runnable action) {
    loop.execute(action);
  }
}

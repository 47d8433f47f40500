package io.p2pcopy.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.Question;
import org.minidns.record.A;
import org.minidns.record.NSEC;
import org.minidns.record.Record.TYPE;

/** Two computers' worth of multicast DNS, on the loopback interface. */
class MulticastDnsTest {

  private static final String NAME = "8c1f0a52-4d2e-4b70-9d53-0a6f2f7f6c11.local";

  private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
  private final EventLoop loop = EventLoop.start("mdns", Clock.system(), uncaught::add);
  private final MulticastDns asking = new MulticastDns(loop, MulticastDnsTest::isLoopback);
  private final MulticastDns answering = new MulticastDns(loop, MulticastDnsTest::isLoopback);
  private final BlockingQueue<InetAddress> found = new LinkedBlockingQueue<>();

  private static boolean isLoopback(NetworkInterface networkInterface) {
    try {
      return networkInterface.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }

  @BeforeEach
  void publishOne() throws Exception {
    onLoop(() -> answering.publish(NAME, ipv4(10, 79, 2, 7)));
  }

  @AfterEach
  void close() throws Exception {
    onLoop(
        () -> {
          asking.close();
          answering.close();
        });
    loop.close();
  }

  @Test
  void aNameThatSomebodyPublishesIsResolved() throws Exception {
    onLoop(() -> asking.resolve(NAME, found::add));

    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 2, 7));
  }

  @Test
  void eachAddressIsReportedOnceHoweverManyAnswersCome() throws Exception {
    String other = "0d6a6e0e-96a3-4c8b-8df7-59c7f6c3a001.local";
    onLoop(() -> asking.resolve(NAME, found::add));
    assertThat(found.poll(10, TimeUnit.SECONDS)).isNotNull();
    onLoop(
        () -> {
          answering.publish(other, ipv4(10, 79, 2, 8));
          asking.resolve(other, found::add);
        });

    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 2, 8));
    assertThat(found).isEmpty();
  }

  @Test
  void aNameThatComesLaterIsFoundByTheNextQuestion() throws Exception {
    String later = "11111111-2222-4333-8444-555555555555.local";
    onLoop(() -> asking.resolve(later, found::add));
    onLoop(() -> answering.publish(later, ipv4(10, 79, 2, 9)));

    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 2, 9));
  }

  @Test
  void aNameIsAnsweredInANetworkThatCameAfterIt() throws Exception {
    String name = "33333333-2222-4333-8444-555555555555.local";
    AtomicBoolean there = new AtomicBoolean();
    MulticastDns moving = new MulticastDns(loop, next -> there.get() && isLoopback(next));
    onLoop(() -> moving.publish(name, ipv4(10, 79, 2, 10)));
    there.set(true);

    onLoop(moving::networkChanged);
    onLoop(() -> asking.resolve(name, found::add));

    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 2, 10));
    onLoop(moving::close);
  }

  @Test
  void anIpv6AddressIsFoundToo() throws Exception {
    String name = "22222222-2222-4333-8444-555555555555.local";
    InetAddress address = InetAddress.getByName("fd00:db8::5");
    onLoop(() -> answering.publish(name, address));
    onLoop(() -> asking.resolve(name, found::add));

    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(address);
  }

  @Test
  void aPlainResolverIsAnsweredDirectlyWithItsQuestionAndAShortLifetime() throws Exception {
    DnsMessage answer = askAsPlainResolver(new Question(NAME, TYPE.A));

    assertThat(answer.id).isEqualTo(4711);
    assertThat(answer.questions).containsExactly(new Question(NAME, TYPE.A));
    assertThat(answer.answerSection).hasSize(1);
    assertThat(answer.answerSection.get(0).getPayload()).isEqualTo(new A(10, 79, 2, 7));
    assertThat(answer.answerSection.get(0).getTtl()).isLessThanOrEqualTo(10);
    assertThat(answer.answerSection.get(0).isUnicastQuery()).isFalse();
  }

  @Test
  void whoeverAsksForTheOtherFamilyIsToldAtOnceThatThereIsNone() throws Exception {
    DnsMessage answer = askAsPlainResolver(new Question(NAME, TYPE.AAAA));

    assertThat(answer.answerSection).hasSize(1);
    assertThat(answer.answerSection.get(0).getPayload())
        .isInstanceOfSatisfying(NSEC.class, none -> assertThat(none.types).containsExactly(TYPE.A));
  }

  @Test
  void garbageAndNamesOfOthersAreNotAnswered() throws Exception {
    try (var socket = plainResolver()) {
      send(socket, new byte[] {1, 2, 3});
      send(socket, query(new Question("somebody-else.local", TYPE.A)));
      // An answer to this one shows that those before were handled.
      send(socket, query(new Question(NAME, TYPE.A)));

      assertThat(receive(socket).questions).containsExactly(new Question(NAME, TYPE.A));
    }
  }

  @Test
  void atMostEightAddressesOfANameAreBelievedAndNoneOfStrangersOutside() throws Exception {
    onLoop(() -> asking.resolve("forged.local", found::add));
    try (var responder = responder()) {
      DnsMessage.Builder answer = DnsMessage.builder().setQrFlag(true);
      for (int i = 1; i <= 30; i++) {
        answer.addAnswer(addressRecord(ipv4(198, 51, 100, i)));
        answer.addAnswer(addressRecord(ipv4(10, 79, 3, i)));
      }
      send(responder, answer.build().toArray());
      send(responder, answer.build().toArray());
    }
    onLoop(() -> asking.resolve(NAME, found::add));

    for (int i = 1; i <= 8; i++) {
      assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 3, i));
    }
    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 2, 7));
  }

  @Test
  void answersFromAnotherPortThan5353AreIgnored() throws Exception {
    onLoop(() -> asking.resolve("forged.local", found::add));
    try (var stranger = plainResolver()) {
      send(
          stranger,
          DnsMessage.builder()
              .setQrFlag(true)
              .addAnswer(addressRecord(ipv4(10, 79, 3, 1)))
              .build()
              .toArray());
    }
    onLoop(() -> asking.resolve(NAME, found::add));

    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 2, 7));
  }

  @Test
  void anErrorEndsMulticastDnsAndNotTheLoop() throws Exception {
    onLoop(
        () ->
            asking.resolve(
                NAME,
                address -> {
                  found.add(address);
                  throw new IllegalStateException("a fault");
                }));
    assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(ipv4(10, 79, 2, 7));
    onLoop(() -> {});
    // The loop hands what a handler throws to the connection, which ends.
    assertThat(uncaught).isEmpty();
  }

  private static org.minidns.record.Record<?> addressRecord(InetAddress address) {
    return new org.minidns.record.Record<>(
        "forged.local", TYPE.A, 1, 120, new A((java.net.Inet4Address) address));
  }

  /** A socket on port 5353, as those that answer have. */
  private static DatagramSocket responder() throws Exception {
    var socket = new DatagramSocket(null);
    socket.setReuseAddress(true);
    socket.setOption(java.net.StandardSocketOptions.SO_REUSEPORT, true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353));
    socket.setOption(
        java.net.StandardSocketOptions.IP_MULTICAST_IF,
        NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
    return socket;
  }

  private DnsMessage askAsPlainResolver(Question question) throws Exception {
    try (var socket = plainResolver()) {
      send(socket, query(question));
      return receive(socket);
    }
  }

  private static byte[] query(Question question) {
    return DnsMessage.builder().setId(4711).setQuestion(question).build().toArray();
  }

  private static DatagramSocket plainResolver() throws Exception {
    var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    socket.setSoTimeout(10_000);
    socket.setOption(
        java.net.StandardSocketOptions.IP_MULTICAST_IF,
        NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
    return socket;
  }

  private static void send(DatagramSocket socket, byte[] message) throws Exception {
    socket.send(new DatagramPacket(message, message.length, ipv4(224, 0, 0, 251), 5353));
  }

  private static DnsMessage receive(DatagramSocket socket) throws Exception {
    var packet = new DatagramPacket(new byte[1500], 1500);
    socket.receive(packet);
    return new DnsMessage(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  private static InetAddress ipv4(int a, int b, int c, int d) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void onLoop(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, loop).get(10, TimeUnit.SECONDS);
  }
}

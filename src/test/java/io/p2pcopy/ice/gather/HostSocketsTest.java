package io.p2pcopy.ice.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.net.BindPolicy;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.FakeAddressSource;
import io.p2pcopy.net.NetworkSnapshot;
import io.p2pcopy.net.UdpSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostSocketsTest {

  private final EventLoop loop =
      EventLoop.start("host sockets", Clock.system(), Throwable::printStackTrace);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void anAddressThatComesGetsASocketWithThePortOfTheOthers() {
    HostSockets hosts = open("127.0.0.2");

    HostSockets.Change change = update(hosts, "127.0.0.2", "127.0.0.3");

    assertThat(addresses(change.opened())).containsExactly("127.0.0.3");
    assertThat(change.closed()).isEmpty();
    assertThat(change.complete()).isTrue();
    assertThat(hosts.bound())
        .extracting(s -> s.localAddress().getPort())
        .hasSize(2)
        .containsOnly(hosts.bound().get(0).localAddress().getPort());
  }

  @Test
  void theSocketOfAnAddressThatGoesIsClosed() {
    HostSockets hosts = open("127.0.0.2", "127.0.0.3");
    UdpSocket first = hosts.bound().get(0);

    HostSockets.Change change = update(hosts, "127.0.0.3");

    assertThat(change.closed()).containsExactly(first);
    assertThat(first.isOpen()).isFalse();
    assertThat(addresses(hosts.all())).containsExactly("127.0.0.3");
    assertThat(hosts.boundCandidates()).hasSize(1);
  }

  @Test
  void anAddressThatReturnsHasThePortThatThePeerKnows() throws Exception {
    HostSockets hosts = open("127.0.0.2", "127.0.0.3");
    InetSocketAddress known = hosts.bound().get(1).localAddress();
    update(hosts, "127.0.0.2");
    // A socket is free only after the next selection of the loop.
    CompletableFuture.runAsync(() -> {}, loop).get();
    CompletableFuture.runAsync(() -> {}, loop).get();

    HostSockets.Change change = update(hosts, "127.0.0.2", "127.0.0.3");

    assertThat(change.opened()).extracting(UdpSocket::localAddress).containsExactly(known);
  }

  @Test
  void theMostUsefulAddressComesFirstThoughItCameLast() {
    HostSockets hosts = open("127.0.0.2");

    update(hosts, "127.0.0.3", "127.0.0.2");

    assertThat(addresses(hosts.all())).containsExactly("127.0.0.3", "127.0.0.2");
  }

  @Test
  void anAddressThatIsOnlyNoLongerPreferredKeepsItsSocket() {
    HostSockets hosts = open("127.0.0.2");
    NetworkSnapshot both =
        NetworkSnapshot.of(
            List.of(FakeAddressSource.local("127.0.0.2"), FakeAddressSource.local("127.0.0.3")));

    HostSockets.Change change = hosts.update(both, List.of(FakeAddressSource.local("127.0.0.3")));

    assertThat(change.closed()).isEmpty();
    assertThat(addresses(hosts.all())).containsExactly("127.0.0.3", "127.0.0.2");
  }

  @Test
  void anAddressThatCannotBeBoundYetIsToldAndTakenLater() {
    HostSockets hosts = open("127.0.0.2");

    // Not an address of this machine, as one that is still checked for duplicates.
    HostSockets.Change early = update(hosts, "127.0.0.2", "192.0.2.77");
    HostSockets.Change later = update(hosts, "127.0.0.2", "127.0.0.3");

    assertThat(early.complete()).isFalse();
    assertThat(early.opened()).isEmpty();
    assertThat(later.complete()).isTrue();
    assertThat(addresses(later.opened())).containsExactly("127.0.0.3");
  }

  @Test
  void withoutAChangeNothingIsOpenedOrClosed() {
    HostSockets hosts = open("127.0.0.2", "127.0.0.3");
    List<UdpSocket> before = hosts.all();

    HostSockets.Change change = update(hosts, "127.0.0.2", "127.0.0.3");

    assertThat(change.opened()).isEmpty();
    assertThat(change.closed()).isEmpty();
    assertThat(hosts.all()).isEqualTo(before);
  }

  private HostSockets open(String... addresses) {
    return HostSockets.open(
        loop,
        Stream.of(addresses).map(FakeAddressSource::local).toList(),
        BindPolicy.ANY,
        (socket, packet, source) -> {});
  }

  private static HostSockets.Change update(HostSockets hosts, String... addresses) {
    FakeAddressSource source = new FakeAddressSource(addresses);
    return hosts.update(source.snapshot(), source.find());
  }

  private static List<String> addresses(List<UdpSocket> sockets) {
    return sockets.stream()
        .map(socket -> socket.localAddress().getAddress().getHostAddress())
        .toList();
  }
}

package io.p2pcopy.peer;

import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.signal.sdp.SdpMapping;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Stands between two connections and carries the packets that begin as a test wants. */
final class RecordRelay implements AutoCloseable {

  /** RFC 6347, section 4.1. */
  static final int APPLICATION_DATA = 23;

  private final DatagramSocket towardsOfferer = open();
  private final DatagramSocket towardsAnswerer = open();
  private final IntPredicate passes;
  private final Function<byte[], List<byte[]>> forger;
  private volatile @Nullable SocketAddress offererAddress;
  private volatile @Nullable SocketAddress answererAddress;

  /**
   * @param passes whether packets with this first byte are carried
   */
  RecordRelay(IntPredicate passes) throws IOException {
    this(passes, packet -> List.of());
  }

  /**
   * @param forger is handed each packet and returns those that arrive before it, from the same
   *     address
   */
  RecordRelay(IntPredicate passes, Function<byte[], List<byte[]>> forger) throws IOException {
    this.passes = passes;
    this.forger = forger;
  }

  private static DatagramSocket open() throws IOException {
    return new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  void connect(PeerConnection offerer, PeerConnection answerer) throws Exception {
    SessionDescription offer = through(towardsAnswerer, offerer.createOffer().get());
    SessionDescription answer = answerer.createAnswer(offer).get();
    answererAddress =
        answer.candidates().stream()
            .filter(Candidate.Address.class::isInstance)
            .map(Candidate.Address.class::cast)
            .filter(host -> host.address().equals(InetAddress.getLoopbackAddress()))
            .map(host -> new InetSocketAddress(host.address(), host.port()))
            .findFirst()
            .orElseThrow();
    start(towardsOfferer, towardsAnswerer);
    start(towardsAnswerer, towardsOfferer);
    offerer.acceptAnswer(through(towardsOfferer, answer));
  }

  /** As SDP, so that each takes the other for another implementation, and with one address. */
  static SessionDescription through(DatagramSocket socket, SessionDescription own)
      throws Exception {
    return SdpMapping.fromSdp(own.type(), SdpMapping.toSdp(own))
        .withCandidates(
            List.of(
                new Candidate.Address(
                    Candidate.Type.HOST, socket.getLocalAddress(), socket.getLocalPort())));
  }

  private void start(DatagramSocket from, DatagramSocket to) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  carry(from, to);
                }
              } catch (IOException e) {
                // The socket was closed: the test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void carry(DatagramSocket from, DatagramSocket to) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    from.receive(packet);
    boolean fromOfferer = from == towardsOfferer;
    if (fromOfferer) {
      offererAddress = packet.getSocketAddress();
    }
    SocketAddress target = fromOfferer ? answererAddress : offererAddress;
    if (target != null && passes.test(packet.getData()[0] & 0xff)) {
      for (byte[] forged : forger.apply(Arrays.copyOf(packet.getData(), packet.getLength()))) {
        to.send(new DatagramPacket(forged, forged.length, target));
      }
      packet.setSocketAddress(target);
      to.send(packet);
    }
  }

  @Override
  public void close() {
    towardsOfferer.close();
    towardsAnswerer.close();
  }
}

package io.p2pcopy.peer;

import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.signal.sdp.SdpMapping;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An attacker on the only path between two connections, who has read both descriptions. It treats
 * each packet as the input says; when the input has ended, it carries all packets unchanged.
 */
final class FuzzedRelay implements AutoCloseable {

  /** What the attacker does when a packet arrives. */
  enum Step {
    CARRY,
    DROP,
    REPEAT,
    HOLD,
    CHANGE,
    CUT,
    /** A connectivity check with the secret of path finding, from the path or from elsewhere. */
    CHECK,
    /** A DTLS record of any type, epoch and number. */
    RECORD,
    ANY,
    REPLAY
  }

  private static final Step[] STEPS = Step.values();
  private static final int RECORD_HEADER = 13;
  private static final int MOST_REMEMBERED = 64;
  private static final int MOST_BYTES = 1200;
  private static final int BINDING_REQUEST = 1;

  private final FuzzInput input;
  private final DatagramSocket towardsOfferer = open();
  private final DatagramSocket towardsAnswerer = open();
  private final DatagramSocket elsewhere = open();
  private final List<byte[]> seen = new ArrayList<>();
  private @Nullable SessionDescription offer;
  private @Nullable SessionDescription answer;
  private @Nullable InetSocketAddress offererAddress;
  private @Nullable InetSocketAddress answererAddress;
  private byte @Nullable [] held;

  FuzzedRelay(FuzzInput input) throws IOException {
    this.input = input;
  }

  /** Returns the byte of an input that stands for a step. */
  static int code(Step step) {
    return List.of(STEPS).indexOf(step);
  }

  private static DatagramSocket open() throws IOException {
    return new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  /**
   * Lets both exchange descriptions in which the relay is the only address of the other side.
   *
   * @param asSdp whether each takes the other for another implementation
   */
  void connect(PeerConnection offerer, PeerConnection answerer, boolean asSdp) throws Exception {
    SessionDescription invite = get(offerer.createOffer());
    SessionDescription reply = get(answerer.createAnswer(through(towardsAnswerer, invite, asSdp)));
    offer = invite;
    answer = reply;
    answererAddress =
        reply.candidates().stream()
            .filter(Candidate.Address.class::isInstance)
            .map(Candidate.Address.class::cast)
            .filter(host -> host.address().equals(InetAddress.getLoopbackAddress()))
            .map(host -> new InetSocketAddress(host.address(), host.port()))
            .findFirst()
            .orElseThrow();
    start(towardsOfferer);
    start(towardsAnswerer);
    offerer.acceptAnswer(through(towardsOfferer, reply, asSdp));
  }

  private static SessionDescription get(CompletableFuture<SessionDescription> future)
      throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static SessionDescription through(
      DatagramSocket socket, SessionDescription own, boolean asSdp) throws Exception {
    SessionDescription told = asSdp ? SdpMapping.fromSdp(own.type(), SdpMapping.toSdp(own)) : own;
    return told.withCandidates(
        List.of(
            new Candidate.Address(
                Candidate.Type.HOST, socket.getLocalAddress(), socket.getLocalPort())));
  }

  private void start(DatagramSocket from) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  carry(from);
                }
              } catch (IOException e) {
                // The socket was closed: the run is over.
              }
            },
            "fuzzed-relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void carry(DatagramSocket from) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    from.receive(packet);
    treat(from, packet);
  }

  private synchronized void treat(DatagramSocket from, DatagramPacket packet) throws IOException {
    boolean fromOfferer = from == towardsOfferer;
    if (fromOfferer) {
      offererAddress = (InetSocketAddress) packet.getSocketAddress();
    }
    byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
    if (seen.size() < MOST_REMEMBERED) {
      seen.add(bytes);
    }
    Step step = input.hasMore() ? STEPS[input.oneByte() % STEPS.length] : Step.CARRY;
    switch (step) {
      case DROP -> {
        return;
      }
      case REPEAT -> send(fromOfferer, bytes);
      case HOLD -> {
        byte[] earlier = held;
        held = bytes;
        if (earlier == null) {
          return;
        }
        bytes = earlier;
      }
      case CHANGE -> send(fromOfferer, changed(bytes));
      case CUT -> send(fromOfferer, Arrays.copyOf(bytes, input.twoBytes() % (bytes.length + 1)));
      case CHECK -> check();
      case RECORD -> send(fromOfferer, record());
      case ANY -> send(input.oneByte() % 2 == 0, input.bytes(input.twoBytes() % MOST_BYTES));
      case REPLAY -> send(input.oneByte() % 2 == 0, seen.get(input.oneByte() % seen.size()));
      default -> {
        // Nothing is added.
      }
    }
    send(fromOfferer, bytes);
  }

  private byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int changes = 1 + input.oneByte() % 4; changes > 0; changes--) {
      changed[input.twoBytes() % changed.length] = (byte) input.oneByte();
    }
    return changed;
  }

  private byte[] record() {
    int type = input.oneByte();
    int epoch = input.oneByte() % 3;
    int number = input.fourBytes();
    byte[] content = input.bytes(input.twoBytes() % MOST_BYTES);
    byte[] record = new byte[RECORD_HEADER + content.length];
    record[0] = (byte) (type < 128 ? 20 + type % 6 : type);
    record[1] = (byte) 0xfe;
    record[2] = (byte) 0xfd;
    record[4] = (byte) epoch;
    for (int i = 0; i < 4; i++) {
      record[10 - i] = (byte) (number >> (8 * i));
    }
    record[11] = (byte) (content.length >> 8);
    record[12] = (byte) content.length;
    System.arraycopy(content, 0, record, RECORD_HEADER, content.length);
    return record;
  }

  private void check() throws IOException {
    int flags = input.oneByte();
    boolean toAnswerer = (flags & 1) != 0;
    SessionDescription self = toAnswerer ? offer : answer;
    SessionDescription target = toAnswerer ? answer : offer;
    if (self == null || target == null) {
      return;
    }
    var id = new TransactionId(0, input.twoBytes());
    var request =
        new StunWriter((flags & 2) != 0 ? BINDING_REQUEST : input.twoBytes() & 0x3fff, id)
            .username(target.credentials().ufrag() + ":" + self.credentials().ufrag())
            .priority(input.fourBytes())
            .role((flags & 4) != 0 ? IceRole.CONTROLLING : IceRole.CONTROLLED, input.fourBytes());
    if ((flags & 8) != 0) {
      request.useCandidate();
    }
    if ((flags & 16) != 0) {
      request.errorCode(300 + input.oneByte(), "error");
    }
    byte[] signed = request.signed(target.credentials().password());
    if ((flags & 32) != 0) {
      to(elsewhere, toAnswerer, signed);
    } else {
      send(toAnswerer, signed);
    }
  }

  private void send(boolean toAnswerer, byte[] bytes) throws IOException {
    to(toAnswerer ? towardsAnswerer : towardsOfferer, toAnswerer, bytes);
  }

  private void to(DatagramSocket from, boolean toAnswerer, byte[] bytes) throws IOException {
    InetSocketAddress target = toAnswerer ? answererAddress : offererAddress;
    if (target != null) {
      from.send(new DatagramPacket(bytes, bytes.length, target));
    }
  }

  @Override
  public void close() {
    towardsOfferer.close();
    towardsAnswerer.close();
    elsewhere.close();
  }
}

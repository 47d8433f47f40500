package io.p2pcopy.ice;

import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Somebody who has read both descriptions: passes the connectivity checks of one side from a socket
 * that the other one does not have, nominates it, and sends whatever a test wants.
 */
public final class Stranger implements AutoCloseable {

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final SessionDescription victim;
  private final SessionDescription friend;
  private final InetSocketAddress target;
  private final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> answered = new LinkedBlockingQueue<>();
  private final Random random = new Random(7);

  /**
   * @param victim the description of the side that is attacked
   * @param friend that of the side for which this one passes
   */
  public Stranger(SessionDescription victim, SessionDescription friend) throws IOException {
    this.victim = victim;
    this.friend = friend;
    this.target =
        victim.candidates().stream()
            .filter(Candidate.Address.class::isInstance)
            .map(Candidate.Address.class::cast)
            .filter(host -> host.address().equals(InetAddress.getLoopbackAddress()))
            .map(host -> new InetSocketAddress(host.address(), host.port()))
            .findFirst()
            .orElseThrow();
    Thread reader = new Thread(this::read, "stranger");
    reader.setDaemon(true);
    reader.start();
  }

  /** Sends a check that nominates, and returns once a check of the victim's has been answered. */
  public void passChecks() throws IOException, InterruptedException {
    do {
      check();
    } while (answered.poll(100, java.util.concurrent.TimeUnit.MILLISECONDS) == null);
  }

  /** Sends one check that nominates. */
  public void check() throws IOException {
    byte[] check =
        new StunWriter(StunFormat.BINDING_REQUEST, TransactionId.random(random))
            .username(victim.credentials().ufrag() + ":" + friend.credentials().ufrag())
            .priority(1)
            .role(IceRole.CONTROLLING, -1)
            .useCandidate()
            .signed(victim.credentials().password());
    send(check);
  }

  public void send(byte[] packet) throws IOException {
    socket.send(new DatagramPacket(packet, packet.length, target));
  }

  /** Returns the next packet that is not STUN. */
  public byte[] take() throws InterruptedException {
    return packets.take();
  }

  private void read() {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        socket.receive(packet);
        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        StunMessage message = bytes[0] < 4 ? StunMessage.parse(bytes) : null;
        if (message == null) {
          packets.add(bytes);
        } else if (message.isBindingRequest()) {
          send(
              new StunWriter(StunFormat.BINDING_SUCCESS, message.id())
                  .xorMappedAddress((InetSocketAddress) packet.getSocketAddress())
                  .signed(friend.credentials().password()));
          answered.add("answered");
        }
      }
    } catch (IOException e) {
      // The socket was closed: the test is over.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}

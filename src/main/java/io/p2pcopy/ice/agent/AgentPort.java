package io.p2pcopy.ice.agent;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.UdpSocket;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What the ICE library takes for a socket: it reads the STUN messages that the loop hands over, and
 * gives the loop what is to be sent. The real socket stays on the loop.
 */
final class AgentPort extends DatagramSocket {

  private static final DatagramPacket END = new DatagramPacket(new byte[0], 0);

  /** Takes, on the library's threads, what it wants to send. */
  @FunctionalInterface
  interface Outlet {
    void send(AgentPort port, byte[] message, InetSocketAddress to);
  }

  private final UdpSocket socket;
  private final Outlet outlet;
  private final BlockingQueue<DatagramPacket> incoming =
      new LinkedBlockingQueue<>(PeerLimits.Ice.QUEUED_FOR_LIBRARY);
  private volatile boolean ended;

  AgentPort(UdpSocket socket, Outlet outlet) throws SocketException {
    super((SocketAddress) null);
    this.socket = socket;
    this.outlet = outlet;
  }

  UdpSocket socket() {
    return socket;
  }

  void deliver(byte[] message, InetSocketAddress source) {
    incoming.offer(new DatagramPacket(message, message.length, source));
  }

  @Override
  public void receive(DatagramPacket packet) throws SocketException {
    DatagramPacket next;
    try {
      next = incoming.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SocketException("interrupted");
    }
    if (ended) {
      incoming.offer(END);
      throw new SocketException("closed");
    }
    int length = Math.min(next.getLength(), packet.getData().length - packet.getOffset());
    System.arraycopy(next.getData(), 0, packet.getData(), packet.getOffset(), length);
    packet.setLength(length);
    packet.setSocketAddress(next.getSocketAddress());
  }

  @Override
  public void send(DatagramPacket packet) {
    byte[] message = new byte[packet.getLength()];
    System.arraycopy(packet.getData(), packet.getOffset(), message, 0, message.length);
    outlet.send(this, message, new InetSocketAddress(packet.getAddress(), packet.getPort()));
  }

  @Override
  public void close() {
    ended = true;
    super.close();
    // The superclass' constructor may fail and call this before there is a queue.
    if (incoming != null) {
      incoming.clear();
      incoming.offer(END);
    }
  }

  @Override
  public boolean isClosed() {
    return ended;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.localAddress().getAddress();
  }

  @Override
  public int getLocalPort() {
    return socket.localAddress().getPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.localAddress();
  }

  @Override
  public int getReceiveBufferSize() {
    return PeerLimits.Ice.QUEUED_FOR_LIBRARY * 1500;
  }

  @Override
  public int getSoTimeout() {
    return 0;
  }
}

package io.p2pcopy.ice;

import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.Checks;
import io.p2pcopy.ice.punch.HolePuncher;
import io.p2pcopy.ice.punch.PunchNetwork;
import io.p2pcopy.ice.punch.TftpRequest;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.LocalAddresses;
import io.p2pcopy.net.OpenFiles;
import io.p2pcopy.net.PacketHandler;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.NatBehavior;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link HolePuncher} when the ordinary checks have not found a path for some time. Its
 * probes are connectivity checks to other ports of an address that the peer's description names, so
 * what they find is a valid pair like any other. Lives on the loop.
 */
final class StrictNatPunching implements PunchNetwork {

  /** Ordinary checks find a path within two round trips, if they can. In nanoseconds. */
  static final long ORDINARY_CHECKS_TAKE = 2_500_000_000L;

  /** The pair to use is chosen by then, and other sockets are closed. In nanoseconds. */
  private static final long SELECTION_TAKES = 800_000_000;

  /** Files of a transfer need descriptors, too. */
  private static final int RESERVED_DESCRIPTORS = 128;

  /** What the attempt is about to begin with. */
  interface Observer {

    /**
     * @param own of this side's NAT
     * @param peer of the peer's NAT
     */
    void attemptBegins(NatBehavior own, NatBehavior peer);

    /** Returns whether something authentic of the peer has come to this socket. */
    boolean isUsed(UdpSocket socket);
  }

  private final EventLoop loop;
  private final RandomGenerator random;
  private final Checks checks;
  private final PacketHandler handler;
  private final Observer observer;
  private final Predicate<InetAddress> eligible;
  private final Deadline next;
  private final Map<Integer, UdpSocket> sockets = new HashMap<>();
  private final List<UdpSocket> kept = new ArrayList<>();
  private @Nullable HolePuncher puncher;
  private @Nullable Runnable begin;
  private @Nullable UdpSocket main;
  private @Nullable InetAddress target;
  private int descriptorsLeft;
  private boolean found;

  StrictNatPunching(
      EventLoop loop,
      RandomGenerator random,
      Checks checks,
      PacketHandler handler,
      Observer observer) {
    this(loop, random, checks, handler, observer, StrictNatPunching::isPublic);
  }

  /**
   * @param eligible whether an address may be behind a NAT, or be that of one
   */
  StrictNatPunching(
      EventLoop loop,
      RandomGenerator random,
      Checks checks,
      PacketHandler handler,
      Observer observer,
      Predicate<InetAddress> eligible) {
    this.loop = loop;
    this.random = random;
    this.checks = checks;
    this.handler = handler;
    this.observer = observer;
    this.eligible = eligible;
    this.next = loop.newDeadline(this::proceed);
  }

  /**
   * Waits for the ordinary checks, then begins. Does nothing where the peer's description has no
   * public IPv4 address, or one of the sides has no UDP.
   *
   * @param own returns what is known of this side's NAT when the attempt begins
   * @param bound returns the sockets whose addresses the description names, the most useful first
   * @param holds whether this side made the answer
   */
  void schedule(
      Supplier<NatBehavior> own,
      Supplier<List<UdpSocket>> bound,
      NatBehavior peer,
      boolean holds,
      List<Candidate> candidates) {
    stop();
    found = false;
    Candidate.Address named = named(candidates).orElse(null);
    if (named == null || peer.isUdpBlocked()) {
      return;
    }
    begin = () -> begin(own.get(), bound.get(), peer, holds, named);
    next.set(loop.now() + ORDINARY_CHECKS_TAKE);
  }

  private static boolean isPublic(InetAddress address) {
    return !LocalAddresses.isPrivate(address) && !address.isLoopbackAddress();
  }

  private Optional<Candidate.Address> named(List<Candidate> candidates) {
    return candidates.stream()
        .filter(Candidate.Address.class::isInstance)
        .map(Candidate.Address.class::cast)
        .filter(candidate -> candidate.type() != Candidate.Type.RELAYED)
        .filter(candidate -> candidate.address() instanceof Inet4Address)
        .filter(candidate -> eligible.test(candidate.address()))
        .min(Comparator.comparing(c -> c.type() == Candidate.Type.SERVER_REFLEXIVE ? 0 : 1));
  }

  private void begin(
      NatBehavior own,
      List<UdpSocket> bound,
      NatBehavior peer,
      boolean holds,
      Candidate.Address named) {
    main = bound.stream().filter(socket -> isOfFamilyOf(socket, named)).findFirst().orElse(null);
    if (main == null || own.isUdpBlocked()) {
      return;
    }
    target = named.address();
    descriptorsLeft = OpenFiles.left() - RESERVED_DESCRIPTORS;
    HolePuncher attempt = new HolePuncher(own, peer, holds, named.port(), this, random);
    puncher = attempt;
    if (!holds) {
      observer.attemptBegins(own, peer);
    }
    again(attempt.start(loop.now()));
  }

  private static boolean isOfFamilyOf(UdpSocket socket, Candidate.Address named) {
    return new CandidatePair(socket, new InetSocketAddress(named.address(), named.port()))
        .canTalk();
  }

  private void proceed() {
    Runnable first = begin;
    begin = null;
    if (first != null) {
      first.run();
    } else if (found) {
      stop();
    } else if (puncher != null) {
      again(puncher.proceed(loop.now()));
    }
  }

  private void again(long at) {
    if (at != HolePuncher.NEVER) {
      next.set(at);
    }
  }

  /** A check has been answered: no more probes are sent, and the other sockets are closed soon. */
  void pathFound() {
    if (!found) {
      found = true;
      begin = null;
      next.set(loop.now() + SELECTION_TAKES);
    }
  }

  /** Ends the attempt; sockets to which something of the peer has come stay open. */
  void stop() {
    begin = null;
    next.cancel();
    if (puncher != null) {
      puncher.stop();
      puncher = null;
    }
  }

  /** Ends the attempt and closes all sockets. */
  void close() {
    stop();
    kept.forEach(UdpSocket::close);
    kept.clear();
  }

  @Override
  public boolean open(int socket) {
    UdpSocket likeMain = main;
    if (likeMain == null || descriptorsLeft <= 0) {
      return false;
    }
    InetAddress address = likeMain.localAddress().getAddress();
    try {
      sockets.put(socket, UdpSocket.openSmall(loop, new InetSocketAddress(address, 0), handler));
      descriptorsLeft--;
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void sendCheck(int socket, int port) {
    UdpSocket from = socketOf(socket);
    if (from != null && target != null) {
      checks.send(new CandidatePair(from, new InetSocketAddress(target, port)));
    }
  }

  @Override
  public void sendShortLivedCheck(int port, int hops) {
    if (main != null && target != null) {
      checks.sendShortLived(new CandidatePair(main, new InetSocketAddress(target, port)), hops);
    }
  }

  @Override
  public void sendTftpRequest(int socket) {
    UdpSocket from = socketOf(socket);
    if (from != null && target != null) {
      from.send(TftpRequest.packet(), new InetSocketAddress(target, TftpRequest.PORT));
    }
  }

  @Override
  public void close(int socket) {
    UdpSocket closed = sockets.remove(socket);
    if (closed == null) {
      return;
    }
    if (observer.isUsed(closed)) {
      kept.add(closed);
    } else {
      closed.close();
      descriptorsLeft++;
    }
  }

  private @Nullable UdpSocket socketOf(int socket) {
    return socket == MAIN ? main : sockets.get(socket);
  }
}

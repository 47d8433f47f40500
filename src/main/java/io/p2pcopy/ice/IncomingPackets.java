package io.p2pcopy.ice;

import io.p2pcopy.ice.check.BarredSources;
import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.Checks;
import io.p2pcopy.ice.check.EarlyPackets;
import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.check.PathFailover;
import io.p2pcopy.ice.check.TriggeredChecks;
import io.p2pcopy.ice.check.ValidPair;
import io.p2pcopy.ice.check.ValidPairs;
import io.p2pcopy.ice.gather.Gatherer;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.net.EventLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Passes received packets on: STUN to the checks and the gathering, protected packets to the
 * listener, whose verdict may move the path. Confined to the event loop.
 */
final class IncomingPackets {

  /** Packets of STUN begin with a smaller byte (RFC 7983, section 7). */
  private static final int FIRST_BYTE_AFTER_STUN = 4;

  /** After this time without a record, the selected pair gives way to one with records. */
  private static final long SILENCE_BEFORE_MOVE_NANOS = 1_000_000_000;

  private final EventLoop loop;
  private final ValidPairs pairs;
  private final Checks checks;
  private final Gatherer gatherer;
  private final AgentFallback agent;
  private final PathFailover failover;
  private final IceListener listener;
  private final Runnable selectPath;
  private final TriggeredChecks triggered = new TriggeredChecks();
  private final BarredSources barred = new BarredSources();
  private final EarlyPackets early = new EarlyPackets();
  private long lastHeard;

  /** When a verified record was last received on the selected pair. */
  private long lastRecord;

  /**
   * @param selectPath called when another pair may have to be selected
   */
  IncomingPackets(
      EventLoop loop,
      ValidPairs pairs,
      Checks checks,
      Gatherer gatherer,
      AgentFallback agent,
      PathFailover failover,
      IceListener listener,
      Runnable selectPath) {
    this.loop = loop;
    this.pairs = pairs;
    this.checks = checks;
    this.gatherer = gatherer;
    this.agent = agent;
    this.failover = failover;
    this.listener = listener;
    this.selectPath = selectPath;
  }

  /** Returns when the peer was last heard, by the loop's clock. */
  long lastHeard() {
    return lastHeard;
  }

  void handle(CandidatePair pair, ByteBuffer packet) {
    if (!packet.hasRemaining() || barred.contains(pair.remote(), loop.now())) {
      return;
    }
    if ((packet.get(packet.position()) & 0xff) < FIRST_BYTE_AFTER_STUN) {
      handleStun(pair, packet);
      return;
    }
    ValidPair valid = pairs.get(pair);
    if (valid != null) {
      handleData(valid, packet);
    } else if (triggered.contains(pair)) {
      early.keep(pair, packet);
    }
  }

  private void handleStun(CandidatePair pair, ByteBuffer packet) {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    StunMessage message = StunMessage.parse(bytes);
    if (message == null) {
      return;
    }
    boolean forAgent =
        message.isBindingRequest()
            ? checks.handleRequest(pair, message)
            : !gatherer.handleResponse(pair.socket(), message)
                && checks.handleResponse(pair, message);
    if (forAgent) {
      agent.deliver(pair, bytes);
    }
  }

  private void handleData(ValidPair valid, ByteBuffer packet) {
    CandidatePair pair = valid.endpoints();
    boolean aside = pairs.isConfirmed() && !pairs.isSelected(pair);
    if (aside && valid.isFlooded(loop.now())) {
      return;
    }
    PacketVerdict verdict = listener.packetReceived(packet, pair.remote());
    if (aside && verdict == PacketVerdict.UNVERIFIED) {
      valid.noteForgery(loop.now());
    }
    heardOn(pair);
    if (verdict == PacketVerdict.UNVERIFIED) {
      return;
    }
    if (verdict == PacketVerdict.NEWEST && !(pairs.isSelected(pair) && pairs.isConfirmed())) {
      pairs.recordVerified(pair, isSelectedSilent());
      selectPath.run();
    }
    if (pairs.isSelected(pair)) {
      lastRecord = loop.now();
      failover.onRecord();
    }
  }

  /**
   * The controlling side stays on a pair that answers its checks: otherwise two sides that follow
   * each other could swap pairs again and again.
   */
  private boolean isSelectedSilent() {
    long since = checks.role() == IceRole.CONTROLLING ? lastHeard : lastRecord;
    return pairs.selected() == null || loop.now() - since >= SILENCE_BEFORE_MOVE_NANOS;
  }

  /** Records a packet or an answer; returns whether it shows that the peer is reachable. */
  boolean heardOn(CandidatePair pair) {
    boolean counts = pairs.isSelected(pair) || !pairs.isConfirmed();
    if (counts) {
      lastHeard = loop.now();
    }
    return counts;
  }

  /** Records a check of the peer; returns whether one of ours on the same pair is due. */
  boolean trigger(CandidatePair pair) {
    return !pairs.contains(pair) && triggered.trigger(pair, loop.now());
  }

  /** Processes the packets that came on this pair before its check was answered. */
  void release(CandidatePair pair) {
    early.release(
        pair,
        packet -> {
          ValidPair valid = pairs.get(pair);
          if (valid != null) {
            handleData(valid, packet);
          }
        });
  }

  /** Records that the peer has proven to be at the selected pair's remote address. */
  void confirmed() {
    lastRecord = loop.now();
  }

  /** Drops all packets of a source for some time. */
  void bar(InetSocketAddress source) {
    barred.add(source, loop.now());
  }

  void forget(InetSocketAddress source) {
    early.forget(source);
    triggered.forget(source);
  }

  void clear() {
    early.clear();
    triggered.clear();
    barred.clear();
  }
}

package io.p2pcopy.peer;

import io.p2pcopy.datachannel.MessageStream;
import io.p2pcopy.limit.Allowance;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.CandidateList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the peer, inside the connection, of this side's current candidates, and receives the
 * peer's: what trickle ICE (RFC 8838) does over a signaling channel, which two people who paste
 * texts do not have. Each message has all candidates of its sender, so that old ones disappear.
 *
 * <pre>
 *  0                 1 ...
 * +-----------------+----------------------------------------------+
 * | 1: all current  | candidates, as in a blob of version 2        |
 * |    candidates   |                                              |
 * +-----------------+----------------------------------------------+
 * </pre>
 *
 * Other types of messages are ignored. Confined to the event loop.
 */
final class CandidateExchange {

  private static final int ALL_CANDIDATES = 1;

  /**
   * How long after the connection, and after the last message, candidates are sent: they tend to
   * change one after the other, and short transfers need none.
   */
  static final long PAUSE_NANOS = 1_000_000_000;

  private final EventLoop loop;
  private final MessageStream carrier;
  private final boolean hidesHosts;
  private final LaterCandidates accepted;
  private final Consumer<List<Candidate>> peerChanged;
  private final Deadline nextMessage;
  private final Deadline nextAcceptance;
  private List<Candidate> current = List.of();
  private List<Candidate> told = List.of();

  /** The newest list of the peer that is not looked at yet. */
  private byte @Nullable [] unread;

  private final Allowance messages;
  private boolean closed;

  /**
   * @param hidesHosts whether addresses of interfaces are not told, not even under other names
   * @param loopback whether the peer may name loopback addresses
   * @param peerChanged is called with all candidates of the peer that its description may lack
   */
  CandidateExchange(
      EventLoop loop,
      MessageStream carrier,
      boolean hidesHosts,
      boolean loopback,
      Consumer<List<Candidate>> peerChanged) {
    this.loop = loop;
    this.carrier = carrier;
    this.hidesHosts = hidesHosts;
    this.accepted = new LaterCandidates(loopback, loop.now());
    this.peerChanged = peerChanged;
    this.nextMessage = loop.newDeadline(this::tell);
    this.nextAcceptance = loop.newDeadline(this::accept);
    this.messages =
        new Allowance(
            PeerLimits.LaterCandidates.MESSAGES_AT_ONCE,
            PeerLimits.LaterCandidates.NANOS_PER_MESSAGE,
            loop.now());
  }

  /**
   * Begins: the connection is established.
   *
   * @param candidates this side's candidates by now
   */
  void start(List<Candidate> candidates) {
    current = toTell(candidates);
    nextMessage.set(loop.now() + PAUSE_NANOS);
  }

  /** Tells the peer of other candidates, now or soon. */
  void candidatesChanged(List<Candidate> candidates) {
    current = toTell(candidates);
    if (!closed && !nextMessage.isSet() && !current.equals(told)) {
      tell();
    }
  }

  private List<Candidate> toTell(List<Candidate> candidates) {
    return candidates.stream()
        // Names would need an answer of the multicast DNS, which ends when the connection is made.
        .filter(candidate -> candidate instanceof Candidate.Address)
        .filter(candidate -> !hidesHosts || candidate.type() != Candidate.Type.HOST)
        .limit(PeerLimits.LaterCandidates.PER_MESSAGE)
        .toList();
  }

  private void tell() {
    if (closed || current.equals(told)) {
      return;
    }
    // Also if it is not sent: what was queued before a lost path would arrive outdated.
    nextMessage.set(loop.now() + PAUSE_NANOS);
    if (carrier.isReady()) {
      told = current;
      byte[] candidates = CandidateList.encode(current);
      byte[] message = new byte[1 + candidates.length];
      message[0] = ALL_CANDIDATES;
      System.arraycopy(candidates, 0, message, 1, candidates.length);
      carrier.send(message);
    }
  }

  /** Takes a message of the peer, which may contain anything. */
  void messageArrived(byte[] message) {
    if (closed
        || message.length > PeerLimits.LaterCandidates.MESSAGE_BYTES
        || message.length == 0
        || message[0] != ALL_CANDIDATES) {
      return;
    }
    unread = message;
    if (!nextAcceptance.isSet()) {
      nextAcceptance.set(messages.availableAt(loop.now()));
    }
  }

  private void accept() {
    byte[] message = unread;
    unread = null;
    if (closed || message == null) {
      return;
    }
    messages.take(loop.now());
    List<Candidate> candidates;
    try {
      candidates = CandidateList.decode(message, 1);
    } catch (BlobException e) {
      return;
    }
    if (accepted.replace(candidates, loop.now())) {
      peerChanged.accept(accepted.current());
    }
  }

  void close() {
    closed = true;
    nextMessage.cancel();
    nextAcceptance.cancel();
  }
}

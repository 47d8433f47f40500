package io.p2pcopy.ice.check;

import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.IceCredentials;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers the peer's connectivity checks, sends some of our own, and watches the answers to all
 * that leave this machine, also to those of the ICE agent (RFC 8445, section 7). Lives on the loop.
 */
public final class Checks {

  /** Is told what the checks show. */
  public interface Observer {

    /** An authentic check of the peer arrived; it has been answered. */
    void checkReceived(CandidatePair pair, StunMessage request);

    /**
     * The peer has answered a check. {@code nominating} says whether that check carried
     * USE-CANDIDATE.
     */
    void checkSucceeded(CandidatePair pair, InetSocketAddress mapped, boolean nominating, long rtt);

    void checkSent(CandidatePair pair);

    /** Returns whether packets are sent on this pair. */
    boolean isSelected(CandidatePair pair);
  }

  /** RFC 8445, 5.1.2.1: the type preference 110 of peer-reflexive candidates. */
  private static final int PEER_REFLEXIVE_PREFERENCE = 110 << 24;

  private static final int ROLE_CONFLICT = 487;

  /** The retransmissions of a check end long before. */
  private static final long ANSWERS_MAY_TAKE = 40_000_000_000L;

  private static final class Sent {
    final CandidatePair pair;
    final IceRole role;
    final boolean nominating;
    final boolean ofAgent;
    final long at;
    boolean again;

    Sent(CandidatePair pair, IceRole role, boolean nominating, boolean ofAgent, long at) {
      this.pair = pair;
      this.role = role;
      this.nominating = nominating;
      this.ofAgent = ofAgent;
      this.at = at;
    }
  }

  private final EventLoop loop;
  private final IceCredentials local;
  private final long tieBreaker;
  private final RandomGenerator random;
  private final Observer observer;

  /** In the order in which they were sent. */
  private final Map<TransactionId, Sent> sent = new LinkedHashMap<>();

  private final RequestLimits limits = new RequestLimits(PeerLimits.Ice.ANSWERS_PER_CHECK);
  private @Nullable IceCredentials remote;
  private IceRole role = IceRole.CONTROLLED;
  private boolean roleSettled;

  public Checks(
      EventLoop loop,
      IceCredentials local,
      long tieBreaker,
      RandomGenerator random,
      Observer observer) {
    this.loop = loop;
    this.local = local;
    this.tieBreaker = tieBreaker;
    this.random = random;
    this.observer = observer;
  }

  /** Says who the peer is from now on; answers of another one are not waited for any more. */
  public void peerIs(IceRole ownRole, IceCredentials credentials) {
    this.role = ownRole;
    this.remote = credentials;
    this.roleSettled = false;
    sent.clear();
  }

  public IceRole role() {
    return role;
  }

  /** A pair has been nominated: both sides have agreed on their roles, and keep them. */
  public void settleRole() {
    roleSettled = true;
  }

  /** The nominated pair did not lead to the peer: the roles may be settled with somebody else. */
  public void unsettleRole() {
    roleSettled = false;
  }

  /** Sends one check; it is not repeated. */
  public void send(CandidatePair pair) {
    send(pair, false);
  }

  /** Sends one check that makes this pair the one to use, if it is answered. */
  void nominate(CandidatePair pair) {
    send(pair, true);
  }

  /**
   * Sends one check that dies after so many hops, to open this side's NAT only; does nothing where
   * the system cannot do that.
   */
  public void sendShortLived(CandidatePair pair, int hops) {
    if (remote != null) {
      pair.socket()
          .sendShortLived(ByteBuffer.wrap(request(pair, remote, false)), pair.remote(), hops);
    }
  }

  private void send(CandidatePair pair, boolean nominating) {
    if (remote != null) {
      pair.socket().send(ByteBuffer.wrap(request(pair, remote, nominating)), pair.remote());
    }
  }

  private byte[] request(CandidatePair pair, IceCredentials remote, boolean nominating) {
    TransactionId id = TransactionId.random(random);
    StunWriter request =
        new StunWriter(StunFormat.BINDING_REQUEST, id)
            .username(remote.ufrag() + ":" + local.ufrag())
            .priority(PEER_REFLEXIVE_PREFERENCE | 0xffffff)
            .role(role, tieBreaker);
    if (nominating) {
      request.useCandidate();
    }
    remember(id, new Sent(pair, role, nominating, false, loop.now()));
    return request.signed(remote.password());
  }

  /** Takes note of a check that the agent sends, so that its answer is recognised here as well. */
  public void watch(CandidatePair pair, StunMessage request) {
    Sent earlier = sent.get(request.id());
    if (earlier != null) {
      earlier.again = true;
      return;
    }
    IceRole claimed = request.role();
    remember(
        request.id(),
        new Sent(pair, claimed == null ? role : claimed, request.useCandidate(), true, loop.now()));
  }

  private void remember(TransactionId id, Sent check) {
    Iterator<Sent> oldest = sent.values().iterator();
    // Stops at the first one that is kept: all others are younger.
    while (oldest.hasNext()) {
      boolean old = check.at - oldest.next().at > ANSWERS_MAY_TAKE;
      if (!old && sent.size() < PeerLimits.Ice.OPEN_CHECKS) {
        break;
      }
      oldest.remove();
    }
    sent.put(id, check);
    observer.checkSent(check.pair);
  }

  /**
   * Answers a check. Checks of strangers are dropped, also what exceeds {@link RequestLimits}.
   *
   * @return whether it is authentic and the agent should see it, too
   */
  public boolean handleRequest(CandidatePair pair, StunMessage request) {
    boolean selected = observer.isSelected(pair);
    if (!isForUs(request.username())
        || limits.isRepeatedTooOften(request.id())
        || !limits.mayAdmit(selected, loop.now())
        || !request.isSignedWith(local.password())
        || !limits.admit(request.id(), pair.remote(), selected, loop.now())) {
      return false;
    }
    if (request.role() == role && remote != null && !isConflictOurs(request)) {
      reply(
          pair,
          new StunWriter(StunFormat.BINDING_ERROR, request.id())
              .errorCode(ROLE_CONFLICT, "Role Conflict"));
      return false;
    }
    reply(
        pair,
        new StunWriter(StunFormat.BINDING_SUCCESS, request.id()).xorMappedAddress(pair.remote()));
    observer.checkReceived(pair, request);
    return true;
  }

  private boolean isForUs(@Nullable String username) {
    if (username == null) {
      return false;
    }
    // RFC 8445, 7.2.2: the user name is made of both fragments; before the peer's description is
    // here, only the first is known.
    return remote == null
        ? username.startsWith(local.ufrag() + ":")
        : username.equals(local.ufrag() + ":" + remote.ufrag());
  }

  /**
   * Settles a conflict of roles; returns whether this side gave way (RFC 8445, section 7.3.1.1).
   */
  private boolean isConflictOurs(StunMessage request) {
    // "If the agent's tiebreaker value is larger than or equal to the contents of the
    // ICE-CONTROLLING attribute, the agent generates a Binding error response [...] 487"
    boolean ourTieBreakerIsLarger = Long.compareUnsigned(tieBreaker, request.tieBreaker()) >= 0;
    boolean giveWay = (role == IceRole.CONTROLLING) != ourTieBreakerIsLarger;
    if (giveWay && !roleSettled) {
      role = otherThan(role);
    }
    return giveWay;
  }

  private static IceRole otherThan(IceRole role) {
    return role == IceRole.CONTROLLING ? IceRole.CONTROLLED : IceRole.CONTROLLING;
  }

  private void reply(CandidatePair pair, StunWriter response) {
    pair.socket().send(ByteBuffer.wrap(response.signed(local.password())), pair.remote());
  }

  /**
   * Takes an answer to a check; others, and forged ones, are ignored.
   *
   * @return whether it is an authentic answer to a check of the agent
   */
  public boolean handleResponse(CandidatePair pair, StunMessage response) {
    Sent check = sent.get(response.id());
    if (check == null || remote == null || !response.isSignedWith(remote.password())) {
      return false;
    }
    sent.remove(response.id());
    // RFC 8445, 7.2.5.2.1: the answer has to come back on the way that the check took.
    if (!check.pair.equals(pair)) {
      return false;
    }
    if (response.isBindingError() && response.errorCode() == ROLE_CONFLICT) {
      // RFC 8445, 7.2.5.1: "if the ICE agent included an ICE-CONTROLLED attribute in the request,
      // the agent MUST switch to the controlling role", and the other way round. Several checks are
      // on their way at once, and the errors that answer them all mean the same. The next round of
      // checks carries the new role.
      if (!roleSettled) {
        role = otherThan(check.role);
      }
      return check.ofAgent;
    }
    InetSocketAddress mapped = response.mapped();
    if (response.isBindingSuccess() && mapped != null) {
      long rtt = check.again ? ValidPair.UNKNOWN_RTT : loop.now() - check.at;
      observer.checkSucceeded(pair, mapped, check.nominating, rtt);
    }
    return check.ofAgent;
  }
}

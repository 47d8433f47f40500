package io.p2pcopy.ice.gather;

import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.NatBehavior;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks STUN servers for the public addresses of our sockets (RFC 8445, section 5.1.1.2), and goes
 * on asking the ones that answered so that address translators keep them. The first answer to a
 * socket gives its candidate; all answers together show {@linkplain #observations what kind of NAT}
 * this side is behind. Lives on the loop; names are resolved on threads of their own.
 */
public final class Gatherer {

  /** When a question is asked again, after the first time. */
  private static final long[] REPEATED_AFTER = {
    100_000_000, 300_000_000, 800_000_000, 2_000_000_000
  };

  /** Address translators keep an idle UDP mapping for at least 15 s, most for 30 s or longer. */
  private static final long KEEP_ALIVE = 12_000_000_000L;

  /**
   * How long the answers that are only compared may come after the first, in nanoseconds: unnoticed
   * by a person, and longer than the servers' distances differ as a rule.
   */
  private static final long COMPARED_WITHIN = 50_000_000;

  private record Question(UdpSocket socket, InetSocketAddress server) {}

  private final EventLoop loop;
  private final RandomGenerator random;
  private final Runnable changed;
  private final Map<TransactionId, Question> asked = new HashMap<>();
  private final Set<Question> open = new HashSet<>();
  private final Map<UdpSocket, InetSocketAddress> mapped = new LinkedHashMap<>();
  private final Map<UdpSocket, InetSocketAddress> answering = new HashMap<>();
  private final List<InetSocketAddress> unknown = new ArrayList<>();
  private final ObservationLog log = new ObservationLog(this::classify);
  private final FurtherSockets further;
  private final Set<InetSocketAddress> servers = new HashSet<>();
  private final Set<InetSocketAddress> resolved = new LinkedHashSet<>();
  private List<UdpSocket> sockets;
  private int unresolved;
  private boolean hasWaited;
  private boolean limitPassed;
  private boolean compares;
  private boolean hasCompared;
  private volatile NatBehavior behavior = NatBehavior.UNKNOWN;

  /** What this side's description says of its NAT. */
  private volatile NatBehavior described = NatBehavior.UNKNOWN;

  private @Nullable Runnable done;
  private boolean keepingAlive;

  /**
   * @param changed is called when a public address is found or is another than before
   */
  public Gatherer(
      EventLoop loop, RandomGenerator random, List<UdpSocket> sockets, Runnable changed) {
    this.loop = loop;
    this.random = random;
    this.sockets = List.copyOf(sockets);
    this.changed = changed;
    this.further = new FurtherSockets(loop, random, log);
  }

  /**
   * Asks all servers at once; {@code whenDone} is called once.
   *
   * @param timeout how long to wait for the other answers once one has come to each protocol
   * @param limit how long to wait for the first answer
   */
  public void start(
      List<InetSocketAddress> servers, Duration timeout, Duration limit, Runnable whenDone) {
    done = whenDone;
    keepingAlive = true;
    unresolved = servers.size();
    if (servers.isEmpty()) {
      finish();
      return;
    }
    further.open(sockets);
    loop.schedule(timeout.toNanos(), this::waited);
    loop.schedule(limit.toNanos(), this::finishAfterReading);
    loop.schedule(KEEP_ALIVE, this::keepAlive);
    for (InetSocketAddress server : servers) {
      if (server.isUnresolved()) {
        resolve(server);
      } else {
        ask(List.of(server));
        finishIfAllKnown();
      }
    }
  }

  /**
   * Replaces the sockets: asks for the public addresses of the new ones, also after {@link
   * #stopKeepingAlive}, and forgets those of the others.
   *
   * @param now the most useful first
   */
  public void use(List<UdpSocket> now) {
    List<UdpSocket> added = now.stream().filter(socket -> !sockets.contains(socket)).toList();
    sockets = List.copyOf(now);
    mapped.keySet().retainAll(sockets);
    answering.keySet().retainAll(sockets);
    open.removeIf(question -> !sockets.contains(question.socket()));
    asked.values().removeIf(question -> !sockets.contains(question.socket()));
    log.retain(sockets.stream().map(Gatherer::addressOf).toList());
    limitPassed = limitPassed && added.isEmpty();
    classify();
    if (!added.isEmpty()) {
      resolveUnknown();
      List<InetSocketAddress> known = List.copyOf(resolved);
      for (InetSocketAddress server : known) {
        ask(server, added);
      }
      askAgainLater(known);
    }
    finishIfAllKnown();
  }

  /** Returns whether an answer may still come. */
  public boolean isAsking() {
    return unresolved > 0 || !open.isEmpty();
  }

  /** Stops asking; the addresses found stay known. */
  public void stopKeepingAlive() {
    keepingAlive = false;
  }

  /** Returns the public address of each socket that has another one than its own. */
  public Map<UdpSocket, InetSocketAddress> reflexive() {
    Map<UdpSocket, InetSocketAddress> result = new LinkedHashMap<>();
    for (UdpSocket socket : sockets) {
      InetSocketAddress address = mapped.get(socket);
      if (address != null && !address.equals(socket.localAddress())) {
        result.put(socket, address);
      }
    }
    return result;
  }

  public GatheringStatus status() {
    return new GatheringStatus(
        sockets.stream().anyMatch(socket -> !addressOf(socket).isLoopbackAddress()),
        isPublicKnown(true),
        isPublicKnown(false),
        unknown.stream().map(InetSocketAddress::getHostString).toList(),
        isAsking());
  }

  /**
   * Returns what the servers have shown so far. It grows for some seconds after the search is done.
   */
  public NetworkObservations observations() {
    return new NetworkObservations(
        log.observations(),
        unknown.stream().map(InetSocketAddress::getHostString).toList(),
        behavior);
  }

  /**
   * Returns the kind of the NAT, as far as the answers have shown it by now. May be called from any
   * thread.
   */
  public NatBehavior behavior() {
    return behavior;
  }

  /**
   * Returns {@link #behavior} for the description. Later, both sides choose their methods by what
   * the descriptions say, even if more is known by then. May be called from any thread.
   */
  public NatBehavior describe() {
    described = behavior;
    return described;
  }

  /** Returns what the description says if it says anything, otherwise what is known by now. */
  public NatBehavior describedOrKnown() {
    return described.isTold() ? described : behavior;
  }

  private void classify() {
    behavior = NatClassifier.classify(log.observations(), isPublicKnown(false), limitPassed);
    loop.execute(this::finishIfAllKnown);
  }

  private boolean isPublicKnown(boolean ipv4) {
    return sockets.stream()
        .filter(socket -> isIpv4(addressOf(socket)) == ipv4)
        .anyMatch(socket -> isGlobal(addressOf(socket)) || mapped.containsKey(socket));
  }

  /** Takes an answer; returns false if it answers none of our questions. */
  public boolean handleResponse(UdpSocket socket, StunMessage response) {
    Question question = asked.remove(response.id());
    if (question == null) {
      return false;
    }
    InetSocketAddress address = response.mapped();
    if (question.socket() != socket || !response.isBindingSuccess() || address == null) {
      return true;
    }
    if (!canBeReached(address)) {
      // Whatever is wrong with this server: only the others are waited for.
      open.remove(question);
      finishIfAllKnown();
      return true;
    }
    log.entry(socket.localAddress(), question.server()).answered(address, loop.now());
    askOther(socket, response.other());
    open.removeIf(other -> other.socket() == socket);
    answering.putIfAbsent(socket, question.server());
    // Symmetric translators show each server another address; only the first one's counts.
    if (question.server().equals(answering.get(socket))) {
      InetSocketAddress before = mapped.put(socket, address);
      if (!address.equals(before)) {
        changed.run();
      }
    }
    finishIfAllKnown();
    return true;
  }

  /** A single server can show the kind of NAT only with its second address (RFC 5780). */
  private void askOther(UdpSocket socket, @Nullable InetSocketAddress other) {
    if (other == null
        || unresolved > 0
        || servers.size() != 1
        || servers.contains(other)
        || !isIpv4(other.getAddress())
        || !canBeReached(other)
        || !new CandidatePair(socket, other).canTalk()) {
      return;
    }
    servers.add(other);
    Question question = new Question(socket, other);
    send(question);
    loop.schedule(
        REPEATED_AFTER[1],
        () -> {
          if (!log.entry(socket.localAddress(), other).isAnswered()) {
            send(question);
          }
        });
    further.ask(other);
  }

  private void resolve(InetSocketAddress server) {
    Thread thread =
        new Thread(
            () -> {
              List<InetSocketAddress> found = lookUp(server);
              loop.execute(
                  () -> {
                    if (found.isEmpty()) {
                      unknown.add(server);
                    }
                    ask(found);
                    finishIfAllKnown();
                  });
            },
            "p2pcopy-dns");
    thread.setDaemon(true);
    thread.start();
  }

  private static List<InetSocketAddress> lookUp(InetSocketAddress server) {
    try {
      List<InetSocketAddress> found = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(server.getHostString())) {
        // One address of each family: the others belong to the same service.
        if (found.stream().noneMatch(a -> a.getAddress().getClass() == address.getClass())) {
          found.add(new InetSocketAddress(address, server.getPort()));
        }
      }
      return found;
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private void ask(List<InetSocketAddress> found) {
    unresolved--;
    for (InetSocketAddress server : found) {
      if (isIpv4(server.getAddress())) {
        servers.add(server);
      }
      resolved.add(server);
      ask(server, sockets);
      further.ask(server);
    }
    askAgainLater(found);
  }

  private void ask(InetSocketAddress server, List<UdpSocket> from) {
    for (UdpSocket socket : from) {
      if (new CandidatePair(socket, server).canTalk()) {
        Question question = new Question(socket, server);
        boolean sent = send(question);
        // A new address may be there before the route that it needs.
        if ((sent || done == null) && !mapped.containsKey(socket)) {
          open.add(question);
        }
      }
    }
  }

  private void askAgainLater(List<InetSocketAddress> batch) {
    for (long delay : REPEATED_AFTER) {
      loop.schedule(delay, () -> askAgain(batch));
    }
  }

  private void askAgain(List<InetSocketAddress> batch) {
    for (Question question : List.copyOf(open)) {
      if (batch.contains(question.server())) {
        send(question);
      }
    }
  }

  private boolean send(Question question) {
    TransactionId id = TransactionId.random(random);
    asked.put(id, question);
    byte[] request = new StunWriter(StunFormat.BINDING_REQUEST, id).unsigned();
    boolean sent = question.socket().send(ByteBuffer.wrap(request), question.server()) > 0;
    if (sent) {
      log.entry(question.socket().localAddress(), question.server()).asked(loop.now());
    }
    return sent;
  }

  private void finishIfAllKnown() {
    boolean nothingToCome = unresolved == 0 && open.isEmpty();
    if (hasWaited && !waitingPays()) {
      finish();
    } else if (everySocketIsMapped() || nothingToCome) {
      finishWhenCompared();
    }
  }

  private void finishWhenCompared() {
    if (done == null || hasCompared || !comparingPays()) {
      finish();
    } else if (!compares) {
      compares = true;
      loop.schedule(COMPARED_WITHIN, () -> loop.execute(this::compared));
    }
  }

  private void compared() {
    hasCompared = true;
    finishIfAllKnown();
  }

  /** Returns whether an answer to come may show that this side is behind a strict NAT. */
  private boolean comparingPays() {
    return behavior.mapping() != NatBehavior.Mapping.ENDPOINT_INDEPENDENT
        && !log.isComplete()
        && reflexive().keySet().stream().anyMatch(socket -> isIpv4(addressOf(socket)));
  }

  private boolean everySocketIsMapped() {
    return !mapped.isEmpty()
        && sockets.stream()
            .filter(socket -> !addressOf(socket).isLoopbackAddress())
            .allMatch(mapped::containsKey);
  }

  private void waited() {
    // On a busy machine, answers may have been waiting to be read for as long as this timer.
    loop.execute(
        () -> {
          hasWaited = true;
          finishIfAllKnown();
        });
  }

  /**
   * Returns whether an answer may come to a socket whose own address only its network can reach,
   * and no other socket of the same protocol has one. Without any, a peer behind another translator
   * could not be met at all.
   */
  private boolean waitingPays() {
    return sockets.stream().anyMatch(socket -> needsAnswer(socket) && canBeAnswered(socket));
  }

  private boolean needsAnswer(UdpSocket socket) {
    InetAddress address = addressOf(socket);
    boolean ipv4 = isIpv4(address);
    return (ipv4 || !address.isLinkLocalAddress())
        && !isGlobal(address)
        && mapped.keySet().stream().noneMatch(other -> isIpv4(addressOf(other)) == ipv4);
  }

  private boolean canBeAnswered(UdpSocket socket) {
    return unresolved > 0 || open.stream().anyMatch(question -> question.socket() == socket);
  }

  private static InetAddress addressOf(UdpSocket socket) {
    return socket.localAddress().getAddress();
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  /** Returns whether other networks know the address (RFC 6890). */
  private static boolean isGlobal(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (!isIpv4(address)) {
      return (bytes[0] & 0xe0) == 0x20;
    }
    boolean shared = bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return !shared
        && !address.isSiteLocalAddress()
        && !address.isLinkLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isAnyLocalAddress();
  }

  private static boolean canBeReached(InetSocketAddress address) {
    try {
      var unused =
          new Candidate.Address(
              Candidate.Type.SERVER_REFLEXIVE, address.getAddress(), address.getPort());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** On a busy machine, answers may have been waiting to be read for as long as this timer. */
  private void finishAfterReading() {
    loop.execute(
        () -> {
          limitPassed = true;
          classify();
          finish();
        });
  }

  private void finish() {
    Runnable callback = done;
    done = null;
    if (callback != null) {
      callback.run();
    }
  }

  private void keepAlive() {
    if (!keepingAlive) {
      return;
    }
    asked.clear();
    for (var entry : answering.entrySet()) {
      send(new Question(entry.getKey(), entry.getValue()));
    }
    // A server, or the way to it, may have become reachable only now.
    List.copyOf(open).forEach(this::send);
    if (mapped.isEmpty()) {
      resolveUnknown();
    }
    loop.schedule(KEEP_ALIVE, this::keepAlive);
  }

  private void resolveUnknown() {
    List<InetSocketAddress> again = List.copyOf(unknown);
    unknown.clear();
    unresolved += again.size();
    again.forEach(this::resolve);
  }
}

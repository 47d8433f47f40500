package io.p2pcopy.ice;

import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks STUN servers for the public addresses of our sockets (RFC 8445, section 5.1.1.2), and goes
 * on asking the ones that answered so that address translators keep them. Lives on the loop; names
 * are resolved on threads of their own.
 */
final class Gatherer {

  /** When a question is asked again, after the first time. */
  private static final long[] REPEATED_AFTER = {
    100_000_000, 300_000_000, 800_000_000, 2_000_000_000
  };

  /** Address translators keep an idle UDP mapping for at least 15 s, most for 30 s or longer. */
  private static final long KEEP_ALIVE = 12_000_000_000L;

  private record Question(UdpSocket socket, InetSocketAddress server) {}

  private final EventLoop loop;
  private final RandomGenerator random;
  private final List<UdpSocket> sockets;
  private final Runnable changed;
  private final Map<TransactionId, Question> asked = new HashMap<>();
  private final Set<Question> open = new HashSet<>();
  private final Map<UdpSocket, InetSocketAddress> mapped = new LinkedHashMap<>();
  private final Map<UdpSocket, InetSocketAddress> answering = new HashMap<>();
  private int unresolved;
  private @Nullable Runnable done;
  private boolean keepingAlive;

  /**
   * @param changed is called when a public address is found or is another than before
   */
  Gatherer(EventLoop loop, RandomGenerator random, List<UdpSocket> sockets, Runnable changed) {
    this.loop = loop;
    this.random = random;
    this.sockets = sockets;
    this.changed = changed;
  }

  /** Asks all servers at once; {@code whenDone} is called once. */
  void start(List<InetSocketAddress> servers, Duration timeout, Runnable whenDone) {
    done = whenDone;
    keepingAlive = true;
    unresolved = servers.size();
    if (servers.isEmpty()) {
      finish();
      return;
    }
    loop.schedule(timeout.toNanos(), () -> timeUp(timeout));
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

  /** Stops asking; the addresses found stay known. */
  void stopKeepingAlive() {
    keepingAlive = false;
  }

  /** Returns the public address of each socket that has another one than its own. */
  Map<UdpSocket, InetSocketAddress> reflexive() {
    Map<UdpSocket, InetSocketAddress> result = new LinkedHashMap<>();
    for (UdpSocket socket : sockets) {
      InetSocketAddress address = mapped.get(socket);
      if (address != null && !address.equals(socket.localAddress())) {
        result.put(socket, address);
      }
    }
    return result;
  }

  /** Takes an answer; returns false if it answers none of our questions. */
  boolean handleResponse(UdpSocket socket, StunMessage response) {
    Question question = asked.remove(response.id());
    if (question == null) {
      return false;
    }
    InetSocketAddress address = response.mapped();
    if (question.socket() != socket || !response.isBindingSuccess() || address == null) {
      return true;
    }
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

  private void resolve(InetSocketAddress server) {
    Thread thread =
        new Thread(
            () -> {
              List<InetSocketAddress> found = lookUp(server);
              loop.execute(
                  () -> {
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

  private void ask(List<InetSocketAddress> servers) {
    unresolved--;
    for (InetSocketAddress server : servers) {
      for (UdpSocket socket : sockets) {
        if (new Endpoints(socket, server).canTalk() && !mapped.containsKey(socket)) {
          Question question = new Question(socket, server);
          if (send(question)) {
            open.add(question);
          }
        }
      }
    }
    for (long delay : REPEATED_AFTER) {
      loop.schedule(delay, () -> askAgain(servers));
    }
  }

  private void askAgain(List<InetSocketAddress> servers) {
    for (Question question : List.copyOf(open)) {
      if (servers.contains(question.server())) {
        send(question);
      }
    }
  }

  private boolean send(Question question) {
    TransactionId id = TransactionId.random(random);
    asked.put(id, question);
    byte[] request = new StunWriter(StunFormat.BINDING_REQUEST, id).unsigned();
    return question.socket().send(ByteBuffer.wrap(request), question.server()) > 0;
  }

  private void finishIfAllKnown() {
    // Waiting for more makes sense while a name is being resolved or a question is open.
    if (everySocketIsMapped() || (unresolved == 0 && open.isEmpty())) {
      finish();
    }
  }

  private boolean everySocketIsMapped() {
    return !mapped.isEmpty()
        && sockets.stream()
            .filter(socket -> !socket.localAddress().getAddress().isLoopbackAddress())
            .allMatch(mapped::containsKey);
  }

  /**
   * Without any public address, a peer behind another translator could not be met at all: then one
   * more such time is well spent.
   */
  private void timeUp(Duration timeout) {
    if (mapped.isEmpty()) {
      loop.schedule(timeout.toNanos(), this::finishAfterReading);
    } else {
      finishAfterReading();
    }
  }

  /** On a busy machine, answers may have been waiting to be read for as long as this timer. */
  private void finishAfterReading() {
    loop.execute(this::finish);
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
    loop.schedule(KEEP_ALIVE, this::keepAlive);
  }
}

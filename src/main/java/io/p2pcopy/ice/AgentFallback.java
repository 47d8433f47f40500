package io.p2pcopy.ice;

import io.p2pcopy.ice.agent.AgentDriver;
import io.p2pcopy.ice.agent.AgentRun;
import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.Checks;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts the ICE library where the checks on the loop take long to nominate a pair. Confined to the
 * event loop.
 */
final class AgentFallback {

  /** All addresses behind the names of one host are found within this time. */
  private static final long RESOLVED_WITHIN_NANOS = 20_000_000;

  /** After this time the library is worth the second of CPU time that it takes to load. */
  private static final long START_AFTER_NANOS = 3_000_000_000L;

  /** A run that has not nominated a pair after this time is replaced by a new one. */
  private static final long RUN_LASTS_NANOS = 10_000_000_000L;

  private final EventLoop loop;
  private final Checks checks;
  private final Supplier<AgentRun.@Nullable Plan> plan;
  private final Supplier<List<UdpSocket>> sockets;
  private final AgentDriver agent;
  private final Deadline start;

  /**
   * @param plan what a run needs to know; {@code null} while none is needed
   * @param completed called when a run has nominated a pair
   */
  AgentFallback(
      EventLoop loop,
      Checks checks,
      Supplier<AgentRun.@Nullable Plan> plan,
      Supplier<List<UdpSocket>> sockets,
      Runnable completed) {
    this.loop = loop;
    this.checks = checks;
    this.plan = plan;
    this.sockets = sockets;
    this.agent = new AgentDriver(loop, new AgentObserver(completed));
    this.start = loop.newDeadline(this::start);
  }

  /** The peer is there: a pair should be nominated soon. */
  void expectNomination() {
    start.set(loop.now() + START_AFTER_NANOS);
  }

  /** The peer has another address: a run that has begun without it is replaced. */
  void addressFound() {
    if (agent.isRunning()) {
      start.set(loop.now() + RESOLVED_WITHIN_NANOS);
    }
  }

  /** A pair is nominated, or none is looked for any more: the library need not start. */
  void cancelStart() {
    start.cancel();
  }

  void deliver(CandidatePair pair, byte[] message) {
    agent.deliver(pair.socket(), message, pair.remote());
  }

  /** Ends the run; another one may follow. */
  void stop() {
    start.cancel();
    agent.stop();
  }

  void close() {
    start.cancel();
    agent.close();
  }

  private void start() {
    AgentRun.Plan next = plan.get();
    if (next != null) {
      start.set(loop.now() + RUN_LASTS_NANOS);
      agent.start(next, sockets.get());
    }
  }

  private final class AgentObserver implements AgentDriver.Observer {
    private final Runnable completed;

    AgentObserver(Runnable completed) {
      this.completed = completed;
    }

    @Override
    public void agentSends(UdpSocket socket, byte[] bytes, InetSocketAddress to) {
      StunMessage message = StunMessage.parse(bytes);
      if (message != null && (message.isBindingSuccess() || message.isBindingError())) {
        // The loop has answered already.
        return;
      }
      if (message != null && message.isBindingRequest()) {
        checks.watch(new CandidatePair(socket, to), message);
      }
      socket.send(ByteBuffer.wrap(bytes), to);
    }

    @Override
    public void agentCompleted() {
      completed.run();
    }

    @Override
    public void agentFailed() {
      loop.schedule(Duration.ofSeconds(1).toNanos(), AgentFallback.this::start);
    }
  }
}

package io.p2pcopy.ice.agent;

import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs ice4j agents, one after the other, on a thread of their own. Its methods and callbacks are
 * called on the loop.
 */
public final class AgentDriver {

  /** Takes what the agent does. */
  public interface Observer {

    /** The agent wants to send a STUN message. */
    void agentSends(UdpSocket socket, byte[] message, InetSocketAddress to);

    void agentCompleted();

    void agentFailed();
  }

  /** How long a more direct pair may still come before another one is nominated. */
  private static final long BETTER_PAIR_MAY_COME = 100_000_000;

  private final EventLoop loop;
  private final Observer observer;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "p2pcopy-ice");
            created.setDaemon(true);
            return created;
          });
  private Map<UdpSocket, AgentPort> ports = Map.of();
  private boolean closed;

  /** Used on the driver's thread only. */
  private @Nullable AgentRun run;

  public AgentDriver(EventLoop loop, Observer observer) {
    this.loop = loop;
    this.observer = observer;
  }

  /** Begins a new run, in place of the one before. */
  public void start(AgentRun.Plan plan, List<UdpSocket> sockets) {
    Map<UdpSocket, AgentPort> fresh = openPorts(sockets);
    ports = fresh;
    submit(
        () -> {
          freeRun();
          try {
            run = AgentRun.start(plan, fresh.values(), new Relay(fresh));
          } catch (IOException | RuntimeException e) {
            loop.execute(observer::agentFailed);
          }
        });
  }

  private Map<UdpSocket, AgentPort> openPorts(Collection<UdpSocket> sockets) {
    Map<UdpSocket, AgentPort> opened = new LinkedHashMap<>();
    for (UdpSocket socket : sockets) {
      try {
        opened.put(socket, new AgentPort(socket, this::send));
      } catch (SocketException e) {
        // Out of file descriptors: the other sockets have to do.
      }
    }
    return opened;
  }

  public boolean isRunning() {
    return !ports.isEmpty();
  }

  /** Hands a STUN message to the agent, if there is one. */
  public void deliver(UdpSocket socket, byte[] message, InetSocketAddress source) {
    AgentPort port = ports.get(socket);
    if (port != null) {
      port.deliver(message, source);
    }
  }

  /** Ends the run, in the background; another one may follow. */
  public void stop() {
    if (isRunning()) {
      ports = Map.of();
      submit(this::freeRun);
    }
  }

  /** Ends the agent and the thread, in the background. */
  public void close() {
    if (closed) {
      return;
    }
    submit(this::freeRun);
    closed = true;
    ports = Map.of();
    thread.shutdown();
  }

  private void freeRun() {
    if (run != null) {
      run.free();
      run = null;
    }
  }

  private void submit(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: there is no agent any more.
    }
  }

  private void send(AgentPort port, byte[] message, InetSocketAddress to) {
    loop.execute(
        () -> {
          if (ports.get(port.socket()) == port) {
            observer.agentSends(port.socket(), message, to);
          }
        });
  }

  /** Brings what the library says on its threads to the loop, unless the run is no more. */
  private final class Relay implements AgentRun.Observer {
    private final Map<UdpSocket, AgentPort> runPorts;

    Relay(Map<UdpSocket, AgentPort> runPorts) {
      this.runPorts = runPorts;
    }

    @Override
    public void nominationCanWait() {
      onLoop(() -> loop.schedule(BETTER_PAIR_MAY_COME, () -> submit(this::nominateBest)));
    }

    private void nominateBest() {
      if (run != null) {
        run.nominateBest();
      }
    }

    @Override
    public void completed() {
      onLoop(observer::agentCompleted);
    }

    @Override
    public void failed() {
      onLoop(observer::agentFailed);
    }

    private void onLoop(Runnable task) {
      loop.execute(
          () -> {
            if (ports == runPorts) {
              task.run();
            }
          });
    }
  }
}

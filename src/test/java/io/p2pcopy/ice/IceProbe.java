package io.p2pcopy.ice;

import io.p2pcopy.ice.agent.IceLibrary;
import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.LiteralCredentials;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;

/**
 * Connects two computers by ICE alone, for the tests of the network laboratory: {@code send |
 * receive [--stun HOST:PORT]}. Prints its description on standard output, reads the other's from
 * standard input, and ends with 0 when a packet has gone to the peer and back.
 */
final class IceProbe implements IceListener {
  private static final byte QUESTION = 20;
  private static final byte ANSWER = 21;

  private final EventLoop loop =
      EventLoop.start("probe", Clock.system(), Throwable::printStackTrace);
  private final CountDownLatch done = new CountDownLatch(1);
  private final CountDownLatch failed = new CountDownLatch(1);
  private final IceTransport transport;
  private volatile long started;
  private volatile boolean talked;

  private IceProbe(IceConfig config, IceCredentials credentials) {
    transport = IceTransport.open(config, credentials, loop, this);
  }

  public static void main(String[] args) throws Exception {
    long begin = System.nanoTime();
    boolean offerer = args[0].equals("send");
    List<InetSocketAddress> servers = new ArrayList<>();
    IceConfig config = IceConfig.local();
    for (int i = 1; i < args.length; i++) {
      switch (args[i]) {
        case "--stun" -> {
          String[] parts = args[++i].split(":", 2);
          servers.add(InetSocketAddress.createUnresolved(parts[0], Integer.parseInt(parts[1])));
        }
        case "--loopback" -> config = config.withLoopback(true);
        case "-v" -> IceLibrary.logAt(Level.INFO);
        default -> {
          // The file and the other arguments of the whole program mean nothing to ICE.
        }
      }
    }
    LiteralCredentials local =
        offerer
            ? new LiteralCredentials("offerer", "passwordOfTheOfferer1234")
            : new LiteralCredentials("answerer", "passwordOfTheAnswerer123");
    LiteralCredentials remote =
        offerer
            ? new LiteralCredentials("answerer", "passwordOfTheAnswerer123")
            : new LiteralCredentials("offerer", "passwordOfTheOfferer1234");
    IceProbe probe = new IceProbe(config.withStunServers(servers), local);
    StringBuilder line = new StringBuilder();
    for (Candidate candidate : probe.transport.gather().get(5, TimeUnit.SECONDS)) {
      if (candidate instanceof Candidate.Address address) {
        line.append(address.type()).append(' ');
        line.append(address.address().getHostAddress().replaceFirst("%.*", "")).append(' ');
        line.append(address.port()).append(';');
      }
    }
    System.err.println("gathered after " + millisSince(begin) + " ms: " + line);
    if (offerer) {
      System.out.println(line);
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<Candidate> theirs = parse(in.readLine());
    if (!offerer) {
      System.out.println(line);
    }
    probe.started = System.nanoTime();
    probe.transport.start(offerer ? IceRole.CONTROLLING : IceRole.CONTROLLED, remote, theirs);
    boolean ok = probe.done.await(200, TimeUnit.SECONDS) && probe.failed.getCount() > 0;
    if (ok) {
      // The other side may still wait for our answer, and nomination for its turn.
      probe.failed.await(1, TimeUnit.SECONDS);
      probe.loop.execute(() -> System.err.println("at the end: " + probe.transport.path()));
    }
    probe.transport.close();
    probe.loop.execute(() -> {});
    probe.failed.await(100, TimeUnit.MILLISECONDS);
    probe.loop.close();
    System.exit(ok ? 0 : 4);
  }

  private static List<Candidate> parse(String line) throws Exception {
    List<Candidate> candidates = new ArrayList<>();
    for (String part : line.split(";", -1)) {
      String[] words = part.trim().split(" ", -1);
      if (words.length == 3) {
        candidates.add(
            new Candidate.Address(
                Candidate.Type.valueOf(words[0]),
                InetAddress.getByName(words[1]),
                Integer.parseInt(words[2])));
      }
    }
    return candidates;
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  @Override
  public void stateChanged(IceState state) {
    if (started != 0) {
      System.err.println(state + " after " + millisSince(started) + " ms " + transport.path());
    }
    if (state == IceState.CONNECTED && !talked) {
      ask();
    } else if (state == IceState.FAILED) {
      failed.countDown();
      done.countDown();
    }
  }

  @Override
  public void pathChanged(SelectedPath path) {
    System.err.println("path after " + millisSince(started) + " ms " + path);
  }

  private void ask() {
    transport.send(ByteBuffer.wrap(new byte[] {QUESTION}), 1);
    if (!talked) {
      loop.schedule(Duration.ofMillis(100).toNanos(), this::ask);
    }
  }

  @Override
  public PacketVerdict packetReceived(ByteBuffer packet, InetSocketAddress source) {
    if (packet.get(packet.position()) == QUESTION) {
      transport.send(ByteBuffer.wrap(new byte[] {ANSWER}), 1);
    } else if (!talked) {
      talked = true;
      System.err.println("TALKED after " + millisSince(started) + " ms");
      done.countDown();
    }
    return PacketVerdict.NEWEST;
  }
}

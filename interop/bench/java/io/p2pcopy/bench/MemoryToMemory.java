package io.p2pcopy.bench;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.peer.PeerStats;
import io.p2pcopy.signal.SessionDescription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of a data channel that carries messages from memory to memory, led by lines on standard
 * input and output as {@code peer-protocol.md} describes them.
 */
public final class MemoryToMemory {
  private static final int MESSAGE_BYTES = 64 * 1024;
  private static final long QUEUED_BYTES = 4 << 20;
  private static final long REPORT_MILLIS = 100;

  private final PeerConnection connection = PeerConnection.create(PeerConfig.local());
  private final CountDownLatch go = new CountDownLatch(1);
  private final boolean sends;
  private final SignalFormat format;

  private MemoryToMemory(boolean sends, SignalFormat format) {
    this.sends = sends;
    this.format = format;
  }

  /**
   * Runs one end.
   *
   * @param args {@code send} or {@code receive}; then {@code sdp} if the other end is a browser
   */
  public static void main(String[] args) throws Exception {
    var format = args.length > 1 && args[1].equals("sdp") ? SignalFormat.SDP : SignalFormat.BLOB;
    new MemoryToMemory(args[0].equals("send"), format).run();
  }

  private void run() throws Exception {
    if (sends) {
      DataChannel channel = connection.createDataChannel("bench", "");
      signal(connection.createOffer().get());
      channel.onOpen(() -> inBackground(() -> send(channel)));
    } else {
      connection.onDataChannel(channel -> inBackground(() -> receive(channel)));
    }
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      handle(line);
    }
    Runtime.getRuntime().halt(0);
  }

  private void handle(String line) throws Exception {
    if (line.startsWith("signal ")) {
      accept(format.read(line.substring("signal ".length())));
    } else if (line.equals("go")) {
      go.countDown();
    } else if (line.equals("stop")) {
      printStats();
      Runtime.getRuntime().halt(0);
    }
  }

  private void accept(SessionDescription description)
      throws ExecutionException, InterruptedException {
    if (sends) {
      connection.acceptAnswer(description);
    } else {
      signal(connection.createAnswer(description).get());
    }
  }

  private void send(DataChannel channel) throws IOException, InterruptedException {
    byte[] payload = new byte[MESSAGE_BYTES];
    new Random(1).nextBytes(payload);
    Message message = Message.binary(payload);
    print("ready");
    go.await();
    while (true) {
      channel.awaitWritable(QUEUED_BYTES);
      channel.send(message);
    }
  }

  private void receive(DataChannel channel) throws IOException, InterruptedException {
    AtomicLong received = new AtomicLong();
    print("ready");
    go.await();
    inBackground(() -> report(received));
    for (Message m = channel.receive(); m != null; m = channel.receive()) {
      received.addAndGet(m.payload().length);
    }
  }

  private static void report(AtomicLong received) throws InterruptedException {
    while (true) {
      print("bytes " + System.currentTimeMillis() + " " + received.get());
      Thread.sleep(REPORT_MILLIS);
    }
  }

  private void printStats() {
    PeerStats stats = connection.stats();
    print(
        String.format(
            "note %d packets sent, %d chunks again, %d timeouts",
            stats.packetsSent(), stats.retransmissions(), stats.timeouts()));
  }

  private void signal(SessionDescription description) {
    print("signal " + format.write(description));
  }

  private static synchronized void print(String line) {
    System.out.println(line);
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                print("error " + e.getMessage());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }
}

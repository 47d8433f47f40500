package io.p2pcopy.sctp.rx;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.InterleavedForwardTsnChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that sends what takes much memory or time for few bytes, and completes nothing. */
class ReceiverMemoryTest {

  /** The window is 4 MiB as long as nothing is taken; three times as much is counted. */
  private static final long BOUND = 20L << 20;

  /** Where the cost of each step grew with what is stored, it took seconds. */
  private static final Duration MOST_TIME = Duration.ofMillis(700);

  private static final int STREAMS = 65_535;

  private final SctpConfig config = SctpConfig.defaults();
  private int nextTsn;

  @Test
  void fragmentsOfOneByteCountWithTheirObjects() throws Exception {
    DataReceiver receiver = receiver();
    long before = usedMemory();
    byte[] one = new byte[1];
    for (int message = 0; message < 40; message++) {
      for (int fragment = 1; fragment <= 50_000; fragment++) {
        receiver.onData(fragment(message, 0, 0, fragment, one));
      }
    }

    assertThat(usedMemory() - before).isLessThan(BOUND);
    assertThat(receiver.dropped()).isPositive();
    assertThat(receiver.takeSack(1000).advertisedWindow()).isZero();
  }

  @Test
  void beginningsOfMessagesCountWithTheirBuffers() throws Exception {
    DataReceiver receiver = receiver();
    long before = usedMemory();
    byte[] one = new byte[1];
    for (int message = 0; message < 500_000; message++) {
      receiver.onData(fragment(message % STREAMS, DataChunk.BEGIN, message / STREAMS, 0, one));
    }

    assertThat(usedMemory() - before).isLessThan(BOUND);
    assertThat(receiver.dropped()).isPositive();
  }

  @Test
  void beginningsDoNotKeepTheBuffersOfMessagesBeforeThem() throws Exception {
    DataReceiver receiver = receiver();
    long before = usedMemory();
    byte[] half = new byte[60_000];
    for (int message = 0; message < 2000; message++) {
      receiver.onData(fragment(1, DataChunk.BEGIN, message, 0, half));
      receiver.onData(fragment(1, DataChunk.END, message, 1, half));
      receiver.receive(1);
      receiver.onData(fragment(2, DataChunk.BEGIN, message, 0, new byte[1]));
    }

    assertThat(usedMemory() - before).isLessThan(BOUND);
    assertThat(receiver.buffered()).isPositive();
  }

  /** Whoever completes nothing gets a window for 64 messages, not the largest one. */
  @Test
  void theWindowDoesNotGrowToItsLargestForMessagesThatStayIncomplete() throws Exception {
    DataReceiver receiver = receiver();
    byte[] content = new byte[1100];
    for (int fragment = 0; fragment < 200; fragment++) {
      for (int message = 0; message < 400; message++) {
        int flags = fragment == 0 ? DataChunk.BEGIN : 0;
        receiver.onData(fragment(message, flags, 0, fragment, content));
      }
    }

    assertThat(receiver.buffered()).isBetween(8L << 20, 17L << 20);
    assertThat(receiver.dropped()).isPositive();
  }

  @Test
  @Timeout(20)
  void messagesInFallingOrderTakeTimeInProportion() throws Exception {
    DataReceiver receiver = receiver();
    long start = processorTime();
    for (int id = 60_000; id > 0; id--) {
      receiver.onData(fragment(0, DataChunk.BEGIN | DataChunk.END, id, 0, new byte[1]));
    }
    long took = processorTime() - start;
    receiver.onData(fragment(0, DataChunk.BEGIN | DataChunk.END, 0, 0, new byte[1]));

    assertThat(receiver.readableMessages(0)).isEqualTo(60_001);
    assertThat(took).isLessThan(MOST_TIME.toNanos());
  }

  @Test
  @Timeout(60)
  void givingUpMessagesTakesTimeInProportionToThem() throws Exception {
    DataReceiver receiver = receiver();
    int count = 15_000;
    for (int id = 0; id < count; id++) {
      receiver.onData(fragment(0, DataChunk.BEGIN, id, 0, new byte[1]));
    }
    long bytes = receiver.buffered();
    long start = processorTime();
    for (int id = 0; id < 2 * count; id++) {
      receiver.onForwardTsn(giveUp(1, id));
    }
    for (int id = 0; id < count; id++) {
      receiver.onForwardTsn(giveUp(0, id));
    }

    assertThat(processorTime() - start).isLessThan(MOST_TIME.toNanos());
    assertThat(bytes).isEqualTo(count);
    assertThat(receiver.buffered()).isZero();
  }

  private InterleavedForwardTsnChunk giveUp(int stream, int id) {
    var skipped = new InterleavedForwardTsnChunk.Skipped(stream, false, id);
    return new InterleavedForwardTsnChunk(nextTsn++, List.of(skipped));
  }

  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private DataReceiver receiver() {
    return new DataReceiver(
        config, 1L << 32, STREAMS, true, false, new RttEstimator(config), new ArrayDeque<>());
  }

  private DataChunk fragment(int stream, int flags, int message, int fragment, byte[] content) {
    return new DataChunk(
        true,
        flags,
        nextTsn++,
        stream,
        message,
        51,
        fragment,
        ByteBuffer.wrap(content),
        0,
        content.length);
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

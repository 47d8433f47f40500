package io.p2pcopy.datachannel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.association.Association;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The data channels of one end, and the other end's association, which sends any message on any
 * stream, resets streams and ends.
 */
class ChannelFuzzTest {

  private static final ChannelLimits LIMITS = new ChannelLimits(3, 64 << 10, 64 << 10);
  private static final int MOST_STEPS = 200;
  private static final int WINDOW = 1 << 17;

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<DataChannel> open = new ArrayList<>();
  private final ByteBuffer packet = ByteBuffer.allocate(1 << 16);
  private long now = 1_000_000;

  private enum Step {
    OPEN,
    DCEP,
    TEXT,
    BINARY,
    ANY,
    RESET,
    LOCAL_OPEN,
    LOCAL_SEND,
    LOCAL_RECEIVE,
    LOCAL_CLOSE,
    WAIT,
    LOCAL_END,
    REMOTE_END
  }

  private static final Step[] STEPS = Step.values();

  @MethodSource("sequences")
  @FuzzTest
  void hostilePeer(byte[] input) throws Exception {
    tasks.clear();
    open.clear();
    FuzzInput in = new FuzzInput(input);
    SctpConfig config =
        SctpConfig.defaults().withReceiveWindow(WINDOW).withInterleaving(in.oneByte() % 2 == 1);
    Association near = Association.create(config, new SplittableRandom(1));
    Association far = Association.create(config, new SplittableRandom(2));
    DataChannels channels = new DataChannels(tasks::add, () -> true, () -> now, LIMITS, open::add);
    channels.attach(near, true, WINDOW);
    near.connect(now);
    far.connect(now);
    settle(near, far, channels);
    for (int step = 0; in.hasMore() && step < MOST_STEPS; step++) {
      step(STEPS[in.oneByte() % STEPS.length], in, near, far, channels);
      settle(near, far, channels);
      check(near);
    }
    channels.closeAll(null, null);
    run();
    for (DataChannel channel : open) {
      assertThat(channel.state()).isEqualTo(DataChannel.State.CLOSED);
      drain(channel);
    }
  }

  private void step(
      Step step, FuzzInput in, Association near, Association far, DataChannels channels) {
    switch (step) {
      case OPEN -> {
        int stream = in.oneByte() & 15;
        byte[] label = in.bytes(in.oneByte());
        send(
            far,
            stream,
            PayloadProtocol.DCEP,
            DcepMessage.Open.reliable(
                    new String(label, java.nio.charset.StandardCharsets.ISO_8859_1), "x", true)
                .encode());
      }
      case DCEP -> send(far, in.oneByte() & 15, PayloadProtocol.DCEP, in.bytes(in.oneByte()));
      case TEXT -> send(far, in.oneByte() & 15, PayloadProtocol.STRING, in.bytes(in.oneByte()));
      case BINARY ->
          send(far, in.oneByte() & 15, PayloadProtocol.BINARY, new byte[100 * in.oneByte()]);
      case ANY -> send(far, in.twoBytes() % 65_535, in.oneByte(), in.bytes(in.oneByte()));
      case RESET -> far.resetStreams(now, in.oneByte() & 15);
      case LOCAL_OPEN -> {
        if (open.size() < 20) {
          open.add(channels.open("label " + in.oneByte(), "protocol", in.oneByte() % 2 == 0));
        }
      }
      case LOCAL_SEND -> sendLocally(in.oneByte(), in.oneByte());
      case LOCAL_RECEIVE -> {
        if (!open.isEmpty()) {
          receive(open.get(in.oneByte() % open.size()));
        }
      }
      case LOCAL_CLOSE -> {
        if (!open.isEmpty()) {
          open.get(in.oneByte() % open.size()).close();
        }
      }
      case WAIT -> now += 100_000_000L * in.oneByte();
      case LOCAL_END -> {
        if (in.oneByte() > 200) {
          channels.beginClosing();
          near.shutdown(now);
        } else {
          channels.discardUnread();
        }
      }
      case REMOTE_END -> {
        if (in.oneByte() > 200) {
          far.shutdown(now);
        }
      }
    }
  }

  private void sendLocally(int which, int length) {
    if (open.isEmpty()) {
      return;
    }
    DataChannel channel = open.get(which % open.size());
    try {
      channel.send(Message.binary(new byte[10 * length]));
    } catch (IllegalStateException e) {
      assertThat(channel.state()).isIn(DataChannel.State.CLOSING, DataChannel.State.CLOSED);
    }
  }

  private void send(Association far, int stream, int protocol, byte[] payload) {
    if (far.acceptsMessages() && payload.length > 0 && far.bufferedAmount() < 1 << 18) {
      far.send(now, new OutgoingMessage(stream, protocol, payload, false));
    }
  }

  private void check(Association near) {
    assertThat(near.stats().receiveBuffered()).isBetween(0L, 4L * WINDOW);
    long remote =
        open.stream()
            .filter(channel -> channel.state() == DataChannel.State.OPEN && channel.id() % 2 == 1)
            .count();
    assertThat(remote).as("channels of the peer").isLessThanOrEqualTo(LIMITS.incoming());
  }

  /** Takes one message, if there is one: the thread is the loop's, which must not wait. */
  private static boolean receive(DataChannel channel) {
    try {
      return channel.receive() != null;
    } catch (IllegalStateException | IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void drain(DataChannel channel) {
    int messages = 0;
    while (receive(channel)) {
      assertThat(++messages).isLessThan(100_000);
    }
  }

  private void settle(Association near, Association far, DataChannels channels) {
    for (int round = 0; round < 50; round++) {
      run();
      if (now >= near.nextTimeout()) {
        near.handleTimeout(now);
      }
      if (now >= far.nextTimeout()) {
        far.handleTimeout(now);
      }
      for (AssociationEvent e = near.pollEvent(); e != null; e = near.pollEvent()) {
        channels.handle(e);
      }
      while (far.pollEvent() != null) {}
      run();
      boolean any = transmit(near, far);
      any |= transmit(far, near);
      channels.turnEnded();
      if (!any && tasks.isEmpty()) {
        return;
      }
      now += 1_000_000;
    }
  }

  private boolean transmit(Association from, Association to) {
    boolean any = false;
    while (from.pollTransmit(now, packet.clear())) {
      to.handlePacket(now, packet.flip());
      any = true;
    }
    return any;
  }

  private void run() {
    int count = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      assertThat(++count).as("tasks at once").isLessThan(10_000);
    }
  }

  static Stream<byte[]> sequences() {
    Seeds every = new Seeds().oneByte(0);
    for (int step = 0; step < STEPS.length; step++) {
      every.oneByte(step).bytes(new byte[] {1, 3, 'a', 'b', 'c'});
    }
    return Stream.of(
        every.build(),
        new Seeds()
            .oneByte(1)
            .bytes(new byte[] {0, 1, 2, 'x', 'y', 2, 1, 3, 'a', 'b', 'c', 3, 1, 5, 8, 0, 8, 0})
            .bytes(new byte[] {5, 1, 0, 1, 1, 'z', 6, 0, 0, 7, 2, 9, 9, 2, 12, (byte) 255})
            .build());
  }
}

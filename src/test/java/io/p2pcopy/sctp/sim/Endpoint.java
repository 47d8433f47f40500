package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.SctpStats;
import io.p2pcopy.sctp.association.Association;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One association with its event loop and its application.
 *
 * <p>The loop is the one of a real program: a packet or a timeout goes in, then the application
 * sees events, reads and writes, then packets go out until there are no more. What a test calls
 * takes effect on the network when time runs, so that the test can still arrange what shall happen
 * to the packets. Every message that is received is compared with what the other side has sent.
 */
public final class Endpoint {
  /** Room before the packet, as for the header of a record. */
  private static final int HEADROOM = 16;

  private static final byte FILL = 0x3c;
  private static final int MOST_PACKETS_AT_ONCE = 200_000;
  private static final int MOST_TIMEOUTS_AT_ONCE = 100;
  private static final long READER_TICK = Units.millis(10);
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final VirtualClock clock;
  private final VirtualLink out;
  private final Association association;
  private final Ledger sent = new Ledger();
  private final ByteBuffer packet = ByteBuffer.allocate(HEADROOM + 65_536);
  private final List<AssociationEvent> events = new ArrayList<>();
  private final Set<Integer> readable = new LinkedHashSet<>();
  private final Map<Integer, Long> receivedOnStream = new HashMap<>();
  private final List<Writer> writers = new ArrayList<>();
  private final Runnable wake = this::wake;
  private final Runnable turn = this::turn;
  private final VirtualLink.Receiver toPeer = content -> peer().deliver(content);

  private @Nullable Endpoint peer;
  private long readBudget = UNLIMITED;
  private long readRate;
  private boolean comparing = true;
  private int received;
  private long nextWake = Long.MAX_VALUE;
  private long lastTimeout = Long.MIN_VALUE;
  private int timeoutsAtOnce;

  Endpoint(VirtualClock clock, VirtualLink out, SctpConfig config, RandomGenerator random) {
    this.clock = clock;
    this.out = out;

    association = Association.create(config, random);
    packet.put(HEADROOM - 1, FILL);
  }

  /** Keeps so many bytes queued on a stream until so many messages have been sent. */
  private static final class Writer {
    private final MessageSpec message;
    private final long queued;
    private long left;

    Writer(MessageSpec message, long count, long queued) {
      this.message = message;
      this.left = count;
      this.queued = queued;
    }
  }

  void setPeer(Endpoint endpoint) {
    peer = endpoint;
  }

  // What a test makes the application do.

  public void connect() {
    association.connect(clock.now());
    clock.at(clock.now(), turn);
  }

  public void send(MessageSpec message) {
    association.send(clock.now(), sent.write(message));
    clock.at(clock.now(), turn);
  }

  /** Sends so many equal messages and keeps the queue of their stream a mebibyte long meanwhile. */
  public void sendContinuously(MessageSpec message, long count) {
    sendContinuously(message, count, Units.MIB);
  }

  public void sendContinuously(MessageSpec message, long count, long queued) {
    writers.add(new Writer(message, count, queued));
    clock.at(clock.now(), turn);
  }

  public void stopSending() {
    writers.clear();
  }

  /** Messages stay in the association from now on. */
  public void stopReading() {
    readBudget = 0;
    readRate = 0;
  }

  public void readEverything() {
    readBudget = UNLIMITED;
    readRate = 0;
    clock.at(clock.now(), turn);
  }

  /** Takes messages at this many bytes a second, in steps of 10 ms. */
  public void readSlowly(long bytesPerSecond) {
    boolean alreadyTicking = readRate > 0;
    readBudget = 0;
    readRate = bytesPerSecond;
    if (!alreadyTicking) {
      clock.after(READER_TICK, this::tickReader);
    }
  }

  /** Takes whatever comes from now on, because the test makes up packets. */
  public void stopComparing() {
    comparing = false;
  }

  public void resetStreams(int... streamIds) {
    association.resetStreams(clock.now(), streamIds);
    clock.at(clock.now(), turn);
  }

  /** Tells that packets take another path from now on, which may carry packets of this size. */
  public void changePath(int largestPacket) {
    association.pathChanged(clock.now(), largestPacket);
    clock.at(clock.now(), turn);
  }

  /** Tells the round-trip time that others have measured, in nanoseconds. */
  public void estimateRoundTrip(long rtt) {
    association.estimateRoundTrip(rtt);
  }

  public void shutdown() {
    association.shutdown(clock.now());
    clock.at(clock.now(), turn);
  }

  public void abort(String reason) {
    association.abort(clock.now(), reason);
    clock.at(clock.now(), turn);
  }

  /** Hands a packet in at once, as if it had come from the network. */
  public void inject(byte[] content) {
    ByteBuffer buffer = ByteBuffer.allocate(content.length + HEADROOM);
    buffer.put(HEADROOM, content).position(HEADROOM);
    deliver(buffer);
  }

  // What a test can see.

  public SctpState state() {
    return association.state();
  }

  public SctpStats stats() {
    return association.stats();
  }

  /** Returns the size of packets that the path is known to carry. */
  public int packetSize() {
    return association.packetSize();
  }

  public long bufferedAmount() {
    return association.bufferedAmount();
  }

  public long bufferedAmount(int streamId) {
    return association.bufferedAmount(streamId);
  }

  public boolean isEstablished() {
    return association.state() == SctpState.ESTABLISHED;
  }

  /** Whether the other side has received all that this one has sent. */
  public boolean isDelivered() {
    return sent.isSettled() && writers.isEmpty();
  }

  public int undelivered() {
    return sent.outstanding();
  }

  public long sentBytes() {
    return sent.sentBytes();
  }

  public boolean hasMessage() {
    return received > 0;
  }

  /** Returns how many messages the application has taken. */
  public int received() {
    return received;
  }

  /** Returns how many bytes of messages the application has taken. */
  public long receivedBytes() {
    return peer().sent.receivedBytes();
  }

  public long receivedBytesOn(int streamId) {
    return receivedOnStream.getOrDefault(streamId, 0L);
  }

  public <T extends AssociationEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Returns why the association has ended, or null while it has not. */
  public @Nullable CloseReason closeReason() {
    List<AssociationEvent.Closed> closed = events(AssociationEvent.Closed.class);
    return closed.isEmpty() ? null : closed.get(0).reason();
  }

  public boolean isClosed() {
    return closeReason() != null;
  }

  // The event loop.

  private void deliver(ByteBuffer content) {
    association.handlePacket(clock.now(), content);
    turn();
  }

  private void wake() {
    if (clock.now() < nextWake) {
      return;
    }
    nextWake = Long.MAX_VALUE;
    if (clock.now() >= association.nextTimeout()) {
      association.handleTimeout(clock.now());
      timeoutsAtOnce = clock.now() == lastTimeout ? timeoutsAtOnce + 1 : 0;
      lastTimeout = clock.now();
      check(timeoutsAtOnce < MOST_TIMEOUTS_AT_ONCE, "timeouts at one instant without end");
    }
    turn();
  }

  private void turn() {
    do {
      takeEvents();
      read();
      write();
    } while (transmit());
    takeEvents();
    long next = association.nextTimeout();
    if (next < nextWake) {
      nextWake = next;
      clock.at(next, wake);
    }
  }

  private void takeEvents() {
    AssociationEvent event = association.pollEvent();
    while (event != null) {
      if (event instanceof AssociationEvent.Readable message) {
        readable.add(message.streamId());
      } else {
        check(!isClosed(), "an event after Closed: " + event);
        events.add(event);
      }
      event = association.pollEvent();
    }
  }

  private void read() {
    if (readable.isEmpty()) {
      return;
    }
    Iterator<Integer> streams = readable.iterator();
    while (streams.hasNext() && readBudget > 0) {
      if (readToEnd(streams.next())) {
        streams.remove();
      }
    }
  }

  /** Returns whether nothing is left on the stream. */
  private boolean readToEnd(int streamId) {
    while (readBudget > 0) {
      IncomingMessage message = association.receive(streamId);
      if (message == null) {
        return true;
      }
      if (comparing) {
        peer().sent.tick(message);
      }
      received++;
      receivedOnStream.merge(streamId, (long) message.payload().length, Long::sum);
      if (readBudget != UNLIMITED) {
        readBudget -= message.payload().length;
      }
    }
    return false;
  }

  private void tickReader() {
    if (readRate == 0) {
      return;
    }
    readBudget = Math.min(readBudget, 0) + readRate / (Units.seconds(1) / READER_TICK);
    turn();
    clock.after(READER_TICK, this::tickReader);
  }

  private void write() {
    if (writers.isEmpty() || association.state() != SctpState.ESTABLISHED) {
      return;
    }
    for (Writer writer : writers) {
      long queued = association.bufferedAmount(writer.message.streamId());
      while (writer.left > 0 && queued < writer.queued) {
        association.send(clock.now(), sent.write(writer.message));
        queued += writer.message.size();
        writer.left--;
      }
    }
    writers.removeIf(writer -> writer.left == 0);
  }

  /** Returns whether it has sent anything. */
  private boolean transmit() {
    int packets = 0;
    int most = association.nextPacketSize();
    while (association.pollTransmit(clock.now(), packet.clear().position(HEADROOM))) {
      packets++;
      check(packets < MOST_PACKETS_AT_ONCE, "packets at one instant without end");
      packet.flip().position(HEADROOM);
      check(packet.remaining() <= most, "a packet of " + packet.remaining() + " bytes");
      // RFC 9260, 3.2: "The total length of a chunk (including Type, Length, and Value fields) MUST
      // be a multiple of 4 bytes."
      check(packet.remaining() % 4 == 0, "a packet of " + packet.remaining() + " bytes");
      check(packet.get(HEADROOM - 1) == FILL, "a packet that begins before its place");
      out.transmit(packet, toPeer, association.bufferedAmount());
      most = association.nextPacketSize();
    }
    check(packet.position() == HEADROOM, "no packet, but the position has moved");
    return packets > 0;
  }

  private Endpoint peer() {
    if (peer == null) {
      throw new IllegalStateException("no peer yet");
    }
    return peer;
  }

  private static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new AssertionError(sentence);
    }
  }
}

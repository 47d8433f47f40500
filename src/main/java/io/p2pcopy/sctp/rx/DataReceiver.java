package io.p2pcopy.sctp.rx;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ForwardTsnChunk;
import io.p2pcopy.sctp.packet.InterleavedForwardTsnChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.packet.Tsn;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Receives DATA or I-DATA, reassembles and orders messages, and generates SACKs. */
public final class DataReceiver {

  private final Queue<AssociationEvent> events;
  private final ReceivedTsns tsns;
  private final ReceiveWindow window;
  private final Reassembly reassembly;

  /** Replaces {@link #reassembly} if I-DATA was negotiated. */
  private final @Nullable InterleavedReassembly interleaved;

  private final SackSchedule schedule;
  private final RttEstimator rtt;
  private final int streamLimit;
  private final boolean rotateGapBlocks;
  private @Nullable InboundStream[] streams = {};

  /** In ascending order of their last TSN. */
  private final ArrayDeque<PendingReset> pendingResets = new ArrayDeque<>();

  private boolean packetHadData;
  private long duplicates;
  private long dropped;

  /**
   * @param initialTsn the peer's initial TSN, unwrapped
   * @param streamLimit the number of streams that the peer may use
   * @param interleaving whether I-DATA was negotiated
   * @param rotateGapBlocks whether gap ack blocks that do not fit into one SACK go into the next
   *     one. Only peers that keep earlier gap ack blocks support this: by RFC 9260, 6.2.1, a gap
   *     ack block that is not repeated is revoked
   */
  public DataReceiver(
      SctpConfig config,
      long initialTsn,
      int streamLimit,
      boolean interleaving,
      boolean rotateGapBlocks,
      RttEstimator rtt,
      Queue<AssociationEvent> events) {
    this.events = events;
    this.rotateGapBlocks = rotateGapBlocks;
    this.rtt = rtt;
    this.streamLimit = streamLimit;
    tsns = new ReceivedTsns(initialTsn - 1);
    window =
        new ReceiveWindow(
            config.initialReceiveWindow(),
            config.receiveWindow(),
            config.maxPacketSize(),
            config.maxMessageSize());
    reassembly = new Reassembly(config.maxMessageSize(), window, this::onMessage);
    interleaved =
        interleaving
            ? new InterleavedReassembly(config.maxMessageSize(), window, this::onMessage)
            : null;
    schedule = new SackSchedule(config.sackDelay());
  }

  /** Whether I-DATA was negotiated. */
  public boolean isInterleaving() {
    return interleaved != null;
  }

  /**
   * Processes a DATA or I-DATA chunk, as negotiated, with at least one byte of user data.
   *
   * @return false if the stream does not exist, which must be reported to the peer
   */
  public boolean onData(DataChunk chunk) throws ProtocolViolationException {
    packetHadData = true;
    long tsn = Tsn.unwrap(chunk.tsn(), tsns.cumulative());
    if (tsns.contains(tsn)) {
      duplicates++;
      tsns.addDuplicate(chunk.tsn());
      // RFC 9260, 6.2: "When a packet arrives with duplicate DATA chunk(s) and with no new DATA
      // chunk(s), the endpoint MUST immediately send a SACK chunk with no delay."
      schedule.requestNow();
      return true;
    }
    boolean inOrder = tsn == tsns.cumulative() + 1;
    boolean fillsGap = tsn < tsns.highest();
    if (tsns.isBeyondSpan(tsn)
        || !window.admits(chunk.payloadLength(), fillsGap)
        || followsPendingReset(chunk, tsn)) {
      dropped++;
      schedule.requestNow();
      return true;
    }
    boolean hadGaps = tsns.hasGaps();
    tsns.add(tsn);
    // RFC 9260, 6.7: send a SACK immediately when a gap appears or closes; RFC 7053: or when the I
    // bit is set.
    if (hadGaps || tsns.hasGaps() || chunk.isImmediate()) {
      schedule.requestNow();
    }
    boolean streamExists = chunk.streamId() < streamLimit;
    if (interleaved != null) {
      if (streamExists) {
        interleaved.add(chunk, tsn);
      }
      if (inOrder) {
        performPendingReset();
      }
      return streamExists;
    }
    if (streamExists && inOrder) {
      reassembly.addInOrder(chunk, tsn);
    } else if (streamExists) {
      reassembly.addOutOfOrder(chunk, tsn, tsns.cumulative());
    } else if (!inOrder) {
      reassembly.growRing(tsn, tsns.cumulative());
    }
    if (inOrder) {
      reassembly.drain(tsn + 1, tsns.cumulative());
      performPendingReset();
    }
    return streamExists;
  }

  /**
   * Whether the chunk follows a reset of its stream that is still pending. Its message identifier
   * would collide with those from before the reset.
   */
  private boolean followsPendingReset(DataChunk chunk, long tsn) {
    return interleaved != null && latestResetBefore(chunk.streamId(), tsn) != null;
  }

  /** Returns the latest pending reset of the stream that precedes this TSN, or null. */
  private @Nullable PendingReset latestResetBefore(int streamId, long tsn) {
    PendingReset latest = null;
    for (PendingReset reset : pendingResets) {
      if (reset.defers(streamId, tsn)) {
        latest = reset;
      }
    }
    return latest;
  }

  /** Processes an I-FORWARD-TSN (RFC 8260, section 2.3.1). */
  public void onForwardTsn(InterleavedForwardTsnChunk chunk) {
    schedule.requestNow();
    long target = Tsn.unwrap(chunk.newCumulativeTsn(), tsns.cumulative());
    if (interleaved == null || target <= tsns.cumulative()) {
      return;
    }
    tsns.skipTo(target);
    for (InterleavedForwardTsnChunk.Skipped skipped : chunk.skipped()) {
      if (skipped.streamId() < streamLimit) {
        interleaved.abandon(skipped.streamId(), skipped.unordered(), skipped.messageId());
        if (!skipped.unordered()) {
          skip(skipped.streamId(), skipped.messageId());
        }
      }
    }
    performPendingReset();
  }

  /** Processes a FORWARD-TSN (RFC 3758, section 3.6). */
  public void onForwardTsn(ForwardTsnChunk chunk) throws ProtocolViolationException {
    schedule.requestNow();
    long before = tsns.cumulative();
    long target = Tsn.unwrap(chunk.newCumulativeTsn(), before);
    if (target <= before) {
      return;
    }
    reassembly.abandon(before + 1, Math.min(target, tsns.highest()));
    tsns.skipTo(target);
    for (int entry : chunk.skipped()) {
      if (entry >>> 16 < streamLimit) {
        skip(entry >>> 16, entry & 0xFFFF);
      }
    }
    reassembly.drain(target + 1, tsns.cumulative());
    performPendingReset();
  }

  /** Skips the messages of a stream up to this sequence number. */
  private void skip(int streamId, int sequence) {
    InboundStream stream = stream(streamId);
    boolean wasReadable = stream.isReadable();
    stream.skipTo(sequence);
    reportReadable(streamId, stream, wasReadable);
  }

  /**
   * Must be called when all chunks of a packet have been processed.
   *
   * @return whether the packet contained DATA
   */
  public boolean endOfPacket(long now) {
    if (!packetHadData) {
      return false;
    }
    packetHadData = false;
    schedule.onPacket(now);
    // If this side sends only occasional HEARTBEATs, the smoothed RTT lags behind the latest one.
    window.adapt(now, Math.max(rtt.smoothed(), rtt.latest()));
    return true;
  }

  public void handleTimeout(long now) {
    schedule.onTimeout(now);
  }

  public long nextTimeout() {
    return schedule.deadline();
  }

  public boolean isSackDue() {
    return schedule.isDue();
  }

  /** Whether a delayed SACK is pending, which an outgoing packet may bundle. */
  public boolean isSackPending() {
    return schedule.isPending();
  }

  /** Requests a SACK in the next packet. */
  public void requestSack() {
    schedule.requestNow();
  }

  /**
   * Returns the SACK to send now.
   *
   * @param room the maximum length of the chunk in bytes
   */
  public SackChunk takeSack(int room) {
    schedule.onSent();
    int[] duplicateTsns = tsns.takeDuplicates();
    int entries = (room - SackChunk.FIXED) / 4;
    if (duplicateTsns.length > entries) {
      duplicateTsns = Arrays.copyOf(duplicateTsns, Math.max(0, entries));
    }
    int[] gapBlocks = tsns.gapBlocks(entries - duplicateTsns.length, rotateGapBlocks);
    return new SackChunk((int) tsns.cumulative(), window.advertise(), gapBlocks, duplicateTsns);
  }

  /** Returns the cumulative TSN received, unwrapped. */
  public long cumulativeTsn() {
    return tsns.cumulative();
  }

  /** Returns the number of messages of a stream that can be received now. */
  public int readableMessages(int streamId) {
    InboundStream stream = streamId < streams.length ? streams[streamId] : null;
    return stream == null ? 0 : stream.readable();
  }

  /** Returns the next message, and requests a SACK if that reopens a nearly closed window. */
  public @Nullable IncomingMessage receive(int streamId) {
    InboundStream stream = streamId < streams.length ? streams[streamId] : null;
    IncomingMessage message = stream == null ? null : stream.take();
    if (message != null) {
      window.onMessageTaken(message.payload().length);
      if (window.needsUpdate()) {
        schedule.requestNow();
      }
    }
    return message;
  }

  /**
   * Resets incoming streams once all DATA up to {@code lastTsn} has arrived.
   *
   * @param streamIds an empty array means all streams
   * @return whether the reset was performed immediately
   */
  public boolean resetStreams(long lastTsn, int[] streamIds) {
    if (lastTsn <= tsns.cumulative()) {
      performReset(streamIds);
      return true;
    }
    List<PendingReset> later = new ArrayList<>();
    while (!pendingResets.isEmpty() && pendingResets.getLast().lastTsn() > lastTsn) {
      later.add(0, pendingResets.removeLast());
    }
    pendingResets.add(new PendingReset(lastTsn, streamIds));
    pendingResets.addAll(later);
    return false;
  }

  /** Whether another reset may be deferred. */
  public boolean mayDeferReset() {
    return pendingResets.size() < PeerLimits.Sctp.PENDING_RESETS;
  }

  public long buffered() {
    return window.buffered();
  }

  public long duplicates() {
    return duplicates;
  }

  public long dropped() {
    return dropped;
  }

  private void onMessage(
      int streamId, int ssn, int ppid, boolean unordered, byte[] payload, long lastTsn) {
    window.onMessageComplete();
    var message = new IncomingMessage(streamId, ppid, payload, unordered);
    PendingReset reset = latestResetBefore(streamId, lastTsn);
    if (reset != null) {
      reset.defer(message, ssn);
      return;
    }
    deliver(message, ssn);
  }

  private void deliver(IncomingMessage message, int ssn) {
    InboundStream stream = stream(message.streamId());
    boolean wasReadable = stream.isReadable();
    if (message.unordered()) {
      stream.addUnordered(message);
    } else if (!stream.addOrdered(message, ssn)) {
      window.onMessageTaken(message.payload().length);
    }
    reportReadable(message.streamId(), stream, wasReadable);
  }

  private void reportReadable(int streamId, InboundStream stream, boolean wasReadable) {
    if (!wasReadable && stream.isReadable()) {
      events.add(new AssociationEvent.Readable(streamId));
    }
  }

  private void performPendingReset() {
    PendingReset reset = pendingResets.peek();
    while (reset != null && reset.lastTsn() <= tsns.cumulative()) {
      pendingResets.remove();
      performReset(reset.streamIds());
      for (PendingReset.Deferred deferred : reset.deferred()) {
        deliver(deferred.message(), deferred.ssn());
      }
      reset = pendingResets.peek();
    }
  }

  private void performReset(int[] streamIds) {
    List<Integer> ids = new ArrayList<>();
    for (int streamId : streamIds.length == 0 ? existingStreams() : streamIds) {
      ids.add(streamId);
      if (interleaved != null) {
        interleaved.abandon(streamId);
      }
      InboundStream stream = streamId < streams.length ? streams[streamId] : null;
      if (stream != null) {
        InboundStream.Discarded discarded = stream.reset();
        window.onMessagesDiscarded(discarded.messages(), discarded.bytes());
      }
    }
    events.add(new AssociationEvent.IncomingStreamsReset(ids));
  }

  private int[] existingStreams() {
    return IntStream.range(0, streams.length).filter(id -> streams[id] != null).toArray();
  }

  private InboundStream stream(int streamId) {
    if (streamId >= streams.length) {
      int capacity = Math.min(streamLimit, Math.max(streamId + 1, 2 * streams.length));
      streams = Arrays.copyOf(streams, capacity);
    }
    InboundStream stream = streams[streamId];
    if (stream == null) {
      stream = new InboundStream(interleaved != null);
      streams[streamId] = stream;
    }
    return stream;
  }
}

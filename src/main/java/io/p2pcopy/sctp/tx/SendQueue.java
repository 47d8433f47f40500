package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.tx.OutboundStream.Reset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queued messages of all streams and a round robin stream scheduler (RFC 8260, section 3.1).
 * With DATA it switches streams between messages, because fragments of different messages must not
 * interleave; with I-DATA it switches between fragments.
 */
public final class SendQueue {

  private static final int[] NO_STREAMS = {};

  private @Nullable OutboundStream[] streams = {};
  private final ArrayDeque<OutboundStream> roundRobin = new ArrayDeque<>();

  /** Streams that must not start a message until another one is completely sent. */
  private final ArrayDeque<OutboundStream> waiting = new ArrayDeque<>();

  private final List<OutboundStream> resetting = new ArrayList<>();
  private long buffered;
  private boolean interleaving;

  /** The bytes counted for partially sent messages. */
  private long partialBytes;

  /** The upper limit of {@link #partialBytes}. */
  private long maxPartialBytes;

  SendQueue() {}

  void add(OutgoingMessage message) {
    OutboundStream stream = stream(message.streamId());
    stream.add(message);
    buffered += message.payload().length;
    schedule(stream);
  }

  boolean isEmpty() {
    return roundRobin.isEmpty();
  }

  /** Whether messages are queued, including those held until a reset. */
  boolean hasMessages() {
    return buffered > 0;
  }

  long buffered() {
    return buffered;
  }

  long buffered(int streamId) {
    OutboundStream stream = streamId < streams.length ? streams[streamId] : null;
    return stream == null ? 0 : stream.buffered();
  }

  /**
   * Interleaves the fragments of messages from now on.
   *
   * @param window the peer's receive window in bytes. Incomplete messages occupy it, so a new
   *     message starts only if all partially sent ones fit into half the window, or if there are
   *     none. Each message counts for at most a quarter of the window, because the peer makes room
   *     for its largest messages
   */
  void interleave(long window) {
    interleaving = true;
    maxPartialBytes = window / 2;
  }

  /** Returns the stream to send from next, or null. */
  @Nullable OutboundStream current() {
    OutboundStream stream = roundRobin.peek();
    while (stream != null && !maySonMessageEnded(stream)) {
      waiting.add(roundRobin.remove());
      stream = roundRobin.peek();
    }
    return stream;
  }

  private boolean maySonMessageEnded(OutboundStream stream) {
    return !interleaving
        || partialBytes == 0
        || stream.offset() > 0
        || partialBytes + windowShare(stream.requireHead()) <= maxPartialBytes;
  }

  private long windowShare(OutgoingMessage message) {
    return Math.min(message.payload().length, maxPartialBytes / 2);
  }

  /** Returns the stream that {@link #current} found. */
  OutboundStream requireCurrent() {
    return roundRobin.element();
  }

  /** Removes a fragment from the first message of the current stream. */
  void consume(OutboundStream stream, int length, long tsn) {
    buffered -= length;
    stream.lastTsn = tsn;
    long share = windowShare(stream.requireHead());
    boolean finished = stream.consume(length);
    if (finished) {
      roundRobin.remove();
      stream.scheduled = false;
      schedule(stream);
      onMessageEnded(stream);
    } else if (interleaving) {
      roundRobin.add(roundRobin.remove());
      onMessageBegun(stream, share);
    }
  }

  private void onMessageBegun(OutboundStream stream, long share) {
    if (stream.countedBytes == 0) {
      stream.countedBytes = share;
      partialBytes += share;
    }
  }

  private void onMessageEnded(OutboundStream stream) {
    partialBytes -= stream.countedBytes;
    stream.countedBytes = 0;
    roundRobin.addAll(waiting);
    waiting.clear();
  }

  /** Requests a reset of these streams; messages queued from now on are held until it is done. */
  public void requestReset(int[] streamIds) {
    for (int id : streamIds) {
      OutboundStream stream = stream(id);
      if (stream.reset == Reset.NONE) {
        stream.reset = Reset.PENDING;
        resetting.add(stream);
      }
    }
  }

  /**
   * Returns streams with a pending reset whose messages are all acknowledged, and marks the reset
   * as requested.
   *
   * @param cumulative the Cumulative TSN Ack Point
   * @param max the maximum number of streams to return
   */
  public int[] takeResettable(long cumulative, int max) {
    // Called for every packet, so the common case must be cheap.
    if (resetting.isEmpty()) {
      return NO_STREAMS;
    }
    int count = 0;
    int[] ids = new int[Math.min(max, resetting.size())];
    for (OutboundStream stream : resetting) {
      if (count < ids.length
          && stream.reset == Reset.PENDING
          && !stream.hasData()
          && stream.lastTsn <= cumulative) {
        stream.reset = Reset.REQUESTED;
        ids[count++] = stream.id;
      }
    }
    return Arrays.copyOf(ids, count);
  }

  /** Completes the reset of these streams after the peer's response. */
  public void finishReset(int[] streamIds, boolean performed) {
    for (int id : streamIds) {
      OutboundStream stream = stream(id);
      stream.finishReset(performed);
      resetting.remove(stream);
      schedule(stream);
    }
  }

  /**
   * Discards messages queued on streams that the peer does not have.
   *
   * @return the streams that were in use
   */
  List<Integer> dropFrom(int streamLimit) {
    List<Integer> dropped = new ArrayList<>();
    for (int id = streamLimit; id < streams.length; id++) {
      OutboundStream stream = streams[id];
      if (stream != null) {
        roundRobin.remove(stream);
        waiting.remove(stream);
        resetting.remove(stream);
        onMessageEnded(stream);
        buffered -= stream.clear();
        streams[id] = null;
        dropped.add(id);
      }
    }
    return dropped;
  }

  private void schedule(OutboundStream stream) {
    if (stream.hasData() && !stream.scheduled) {
      stream.scheduled = true;
      roundRobin.add(stream);
    }
  }

  private OutboundStream stream(int id) {
    if (id >= streams.length) {
      streams = Arrays.copyOf(streams, Math.max(id + 1, 2 * streams.length));
    }
    OutboundStream stream = streams[id];
    if (stream == null) {
      stream = new OutboundStream(id);
      streams[id] = stream;
    }
    return stream;
  }
}

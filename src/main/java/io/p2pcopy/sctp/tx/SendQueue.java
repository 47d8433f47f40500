package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.tx.OutboundStream.Reset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is queued on all streams, and whose turn it is: round robin, from message to message (RFC
 * 8260, section 3.1) as fragments of different messages must not mix in DATA, and from fragment to
 * fragment where I-DATA carries them.
 */
public final class SendQueue {

  private static final int[] NO_STREAMS = {};

  private @Nullable OutboundStream[] streams = {};
  private final ArrayDeque<OutboundStream> turns = new ArrayDeque<>();

  /** Whose first message must not begin before another one ends. */
  private final ArrayDeque<OutboundStream> waiting = new ArrayDeque<>();

  private final List<OutboundStream> resetting = new ArrayList<>();
  private long buffered;
  private boolean interleaving;

  /** The bytes of the messages that are sent in part. */
  private long begun;

  /** How many that may be at the most. */
  private long mostBegun;

  SendQueue() {}

  void add(OutgoingMessage message) {
    OutboundStream stream = stream(message.streamId());
    stream.add(message);
    buffered += message.payload().length;
    schedule(stream);
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  /** Whether messages are queued, be it behind a reset. */
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
   * From now on the fragments of messages mix.
   *
   * @param window the peer's receive window. What is incomplete stays in it, so messages begin only
   *     as long as half of it has room for all of them, and one always. None takes more than half
   *     of that: the peer has to find room for the largest that it takes.
   */
  void interleave(long window) {
    interleaving = true;
    mostBegun = window / 2;
  }

  /** Returns the stream whose turn it is. */
  @Nullable OutboundStream current() {
    OutboundStream stream = turns.peek();
    while (stream != null && !mayGoOn(stream)) {
      waiting.add(turns.remove());
      stream = turns.peek();
    }
    return stream;
  }

  private boolean mayGoOn(OutboundStream stream) {
    return !interleaving
        || begun == 0
        || stream.offset() > 0
        || begun + weight(stream.required()) <= mostBegun;
  }

  private long weight(OutgoingMessage message) {
    return Math.min(message.payload().length, mostBegun / 2);
  }

  /** Returns the same after {@link #current} has found one. */
  OutboundStream required() {
    return turns.element();
  }

  /** Cuts a fragment off the first message of the stream whose turn it is. */
  void cut(OutboundStream stream, int length, long tsn) {
    buffered -= length;
    stream.lastTsn = tsn;
    long weight = weight(stream.required());
    boolean finished = stream.cut(length);
    if (finished) {
      turns.remove();
      stream.scheduled = false;
      schedule(stream);
      end(stream);
    } else if (interleaving) {
      turns.add(turns.remove());
      begin(stream, weight);
    }
  }

  private void begin(OutboundStream stream, long weight) {
    if (stream.begunWeight == 0) {
      stream.begunWeight = weight;
      begun += weight;
    }
  }

  private void end(OutboundStream stream) {
    begun -= stream.begunWeight;
    stream.begunWeight = 0;
    turns.addAll(waiting);
    waiting.clear();
  }

  /** Holds back what is sent on these streams from now on, until they are reset. */
  public void wantReset(int[] streamIds) {
    for (int id : streamIds) {
      OutboundStream stream = stream(id);
      if (stream.reset == Reset.NONE) {
        stream.reset = Reset.WANTED;
        resetting.add(stream);
      }
    }
  }

  /**
   * Returns streams of which everything is acknowledged and the reset can be requested, and counts
   * it as requested.
   *
   * @param cumulative up to where everything is acknowledged
   * @param max how many at the most
   */
  public int[] takeResettable(long cumulative, int max) {
    // Asked with every packet.
    if (resetting.isEmpty()) {
      return NO_STREAMS;
    }
    int count = 0;
    int[] ids = new int[Math.min(max, resetting.size())];
    for (OutboundStream stream : resetting) {
      if (count < ids.length
          && stream.reset == Reset.WANTED
          && !stream.hasData()
          && stream.lastTsn <= cumulative) {
        stream.reset = Reset.REQUESTED;
        ids[count++] = stream.id;
      }
    }
    return Arrays.copyOf(ids, count);
  }

  /** The peer has answered the request to reset these streams. */
  public void finishReset(int[] streamIds, boolean performed) {
    for (int id : streamIds) {
      OutboundStream stream = stream(id);
      stream.finishReset(performed);
      resetting.remove(stream);
      schedule(stream);
    }
  }

  /**
   * Forgets what is queued on streams that the peer does not have.
   *
   * @return those streams that had something queued
   */
  List<Integer> dropFrom(int streamLimit) {
    List<Integer> dropped = new ArrayList<>();
    for (int id = streamLimit; id < streams.length; id++) {
      OutboundStream stream = streams[id];
      if (stream != null) {
        turns.remove(stream);
        waiting.remove(stream);
        resetting.remove(stream);
        end(stream);
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
      turns.add(stream);
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

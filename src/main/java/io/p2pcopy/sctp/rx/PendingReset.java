package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.IncomingMessage;
import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A deferred reset of incoming streams, which waits for DATA that the peer sent before it (RFC
 * 6525, section 5.2.2, E3), with the messages received meanwhile that follow the reset.
 */
final class PendingReset {

  /** A complete message that follows the reset. */
  record Deferred(IncomingMessage message, int ssn) {}

  private final long lastTsn;
  private final int[] streamIds;
  private final @Nullable BitSet streams;
  private final ArrayDeque<Deferred> deferred = new ArrayDeque<>();

  /**
   * @param lastTsn the last TSN that precedes the reset
   * @param streamIds an empty array means all streams
   */
  PendingReset(long lastTsn, int[] streamIds) {
    this.lastTsn = lastTsn;
    this.streamIds = streamIds;
    this.streams = streamIds.length == 0 ? null : new BitSet();
    if (streams != null) {
      for (int streamId : streamIds) {
        streams.set(streamId);
      }
    }
  }

  long lastTsn() {
    return lastTsn;
  }

  int[] streamIds() {
    return streamIds;
  }

  boolean defers(int streamId, long tsn) {
    return tsn > lastTsn && (streams == null || streams.get(streamId));
  }

  void defer(IncomingMessage message, int ssn) {
    deferred.add(new Deferred(message, ssn));
  }

  ArrayDeque<Deferred> deferred() {
    return deferred;
  }
}

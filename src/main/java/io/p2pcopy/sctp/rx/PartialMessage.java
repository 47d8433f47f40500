package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An incomplete message in I-DATA (RFC 8260, section 2.1): the fragments received in order, and
 * fragments received out of order.
 */
final class PartialMessage {

  private static final int UNKNOWN = -1;

  private final MessageBuffer beginning;
  private Map<Integer, Fragment> early = Map.of();
  private int earlyBytes;
  private int next;
  private int last = UNKNOWN;
  private int highestEarly = UNKNOWN;
  private int payloadProtocolId;
  private long lastTsn;

  PartialMessage(MessageBuffer buffer) {
    beginning = buffer;
  }

  /**
   * Adds a fragment.
   *
   * @return whether the message is complete
   */
  boolean add(DataChunk chunk, long tsn) throws ProtocolViolationException {
    int fsn = chunk.fragment();
    check(chunk, fsn);
    lastTsn = Math.max(lastTsn, tsn);
    if (chunk.isBegin()) {
      payloadProtocolId = chunk.payloadProtocolId();
    }
    if (chunk.isEnd()) {
      last = fsn;
    }
    if (fsn == next) {
      beginning.append(chunk);
      next++;
      appendEarly();
    } else {
      keep(fsn, new Fragment(chunk, tsn));
    }
    return last != UNKNOWN && next > last;
  }

  private void check(DataChunk chunk, int fsn) throws ProtocolViolationException {
    boolean known = fsn < next || early.containsKey(fsn);
    boolean beyondEnd = last != UNKNOWN && (fsn > last || chunk.isEnd());
    boolean endTooSoon = chunk.isEnd() && fsn < highestEarly;
    if (fsn < 0 || (fsn == 0) != chunk.isBegin() || known || beyondEnd || endTooSoon) {
      throw new ProtocolViolationException(
          "a fragment that contradicts other fragments of its message");
    }
    beginning.checkSize(bytes() + chunk.payloadLength());
  }

  private void keep(int fsn, Fragment fragment) {
    if (early.isEmpty()) {
      early = new HashMap<>();
    }
    early.put(fsn, fragment);
    earlyBytes += fragment.payload.length;
    highestEarly = Math.max(highestEarly, fsn);
  }

  private void appendEarly() {
    if (early.isEmpty()) {
      return;
    }
    @Nullable Fragment fragment = early.remove(next);
    while (fragment != null) {
      beginning.append(fragment);
      earlyBytes -= fragment.payload.length;
      next++;
      fragment = early.remove(next);
    }
  }

  /** Returns the number of payload bytes received. */
  int bytes() {
    return beginning.length() + earlyBytes;
  }

  /** Returns the memory used in addition to {@link #bytes} and the object itself. */
  int overhead() {
    return beginning.unused() + early.size() * ReceiveWindow.FRAGMENT_OVERHEAD_BYTES;
  }

  int payloadProtocolId() {
    return payloadProtocolId;
  }

  /** Returns the highest TSN of its fragments. */
  long lastTsn() {
    return lastTsn;
  }

  /** Returns the reassembly buffer, so that it can be reused. */
  MessageBuffer buffer() {
    return beginning;
  }
}

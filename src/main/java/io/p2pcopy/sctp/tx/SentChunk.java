package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.DataChunk;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one DATA or I-DATA chunk until it is acknowledged cumulatively. Objects are used
 * again for later TSNs.
 */
final class SentChunk {

  /** Where a chunk stands. */
  enum State {
    FREE,
    IN_FLIGHT,
    LOST,
    ACKED
  }

  State state = State.FREE;
  long tsn;

  byte[] payload = NOTHING;
  int offset;
  int length;
  int flags;
  int streamId;

  /** The stream sequence number or, in I-DATA, the message identifier. */
  int sequence;

  int payloadProtocolId;

  /** The fragment sequence number of I-DATA. */
  int fragment;

  boolean interleaved;

  /** How often it was sent. */
  int transmissions;

  /** The packet that carried it last; packets with DATA are counted from 1. */
  long packetNumber;

  long sentTime;

  /** Whether it left in a packet of more than the size that passes everywhere. */
  boolean large;

  /** What the connection had delivered, and when, as it was sent (see DeliveryRate). */
  long deliveredAtSend;

  long deliveredTimeAtSend;
  long firstSentTimeAtSend;
  boolean appLimited;

  /** For acknowledged chunks: a later TSN, with none but acknowledged ones from here to there. */
  long skip;

  /** The neighbours in the list of its state: in flight by time of sending, or lost. */
  @Nullable SentChunk previous;

  @Nullable SentChunk next;

  private static final byte[] NOTHING = {};

  /** Returns the bytes that count for congestion control. */
  int size() {
    return DataChunk.header(interleaved) + length;
  }

  void free() {
    state = State.FREE;
    payload = NOTHING;
  }
}

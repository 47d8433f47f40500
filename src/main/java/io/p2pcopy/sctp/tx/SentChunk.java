package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.DataChunk;
import org.jspecify.annotations.Nullable;

/**
 * The state of one DATA or I-DATA chunk until it is cumulatively acknowledged. Objects are reused
 * for later TSNs.
 */
final class SentChunk {

  /** The state of a chunk. */
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

  /** How often the chunk was sent. */
  int transmissions;

  /** The number of the latest packet that carried the chunk; counts packets with DATA from 1. */
  long packetNumber;

  long sentTime;

  /** Whether the chunk was sent in a packet larger than the base size (RFC 8899). */
  boolean large;

  /** The delivery state when the chunk was sent (see {@link DeliveryRate}). */
  long deliveredAtSend;

  long deliveredTimeAtSend;
  long firstSentTimeAtSend;
  boolean appLimited;

  /** For acknowledged chunks: all chunks from here to before this TSN are acknowledged. */
  long skip;

  /** The neighbours in the {@link ChunkList} of the chunk's state. */
  @Nullable SentChunk previous;

  @Nullable SentChunk next;

  private static final byte[] NOTHING = {};

  /** Returns the size for congestion control: header and user data, in bytes. */
  int size() {
    return DataChunk.header(interleaved) + length;
  }

  void free() {
    state = State.FREE;
    payload = NOTHING;
  }
}

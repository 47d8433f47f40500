package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.DataChunk;

/** A DATA or I-DATA chunk that arrived out of order. */
final class Fragment {

  final int flags;
  final int streamId;
  final int ssn;
  final int payloadProtocolId;
  final byte[] payload;

  /** The TSN at the other end of this fragment's run. Valid only at the ends of a run. */
  long otherEnd;

  /** The payload bytes of the run. Valid only at the ends of a run. */
  int runBytes;

  Fragment(DataChunk chunk, long tsn) {
    flags = chunk.flags();
    streamId = chunk.streamId();
    ssn = chunk.sequence();
    payloadProtocolId = chunk.payloadProtocolId();
    payload = new byte[chunk.payloadLength()];
    chunk.copyPayload(payload, 0);
    otherEnd = tsn;
    runBytes = payload.length;
  }

  boolean isBegin() {
    return (flags & DataChunk.BEGIN) != 0;
  }

  boolean isEnd() {
    return (flags & DataChunk.END) != 0;
  }

  boolean isUnordered() {
    return (flags & DataChunk.UNORDERED) != 0;
  }

  /** Whether both can be fragments of the same message. */
  boolean matches(Fragment that) {
    return streamId == that.streamId
        && isUnordered() == that.isUnordered()
        && (isUnordered() || ssn == that.ssn);
  }
}

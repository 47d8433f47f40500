package io.p2pcopy.peer;

import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.IceTransport;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.sctp.association.Association;
import java.nio.ByteBuffer;

/**
 * Moves packets from the association to the wire: each is written behind the room for a record
 * header, protected in place, and sent in batches of equal segments so that one system call may
 * carry many. Runs on the event loop.
 */
final class PacketPump {

  /** Four of the largest packets, protected, fill a batch; the limit of DTLS is a little higher. */
  static final int LARGEST_PACKET = (UdpSocket.LARGEST_BATCH / 4 - DtlsTransport.OVERHEAD) & ~3;

  /** Linux refuses more segments in one call. */
  private static final int MAX_SEGMENTS = 64;

  /**
   * The loop reads its sockets again after so many packets: acknowledgements must not wait behind a
   * large window.
   */
  private static final int PACKETS_PER_TURN = 256;

  private final Association association;
  private final DtlsTransport dtls;
  private final IceTransport ice;
  private final byte[] records = new byte[UdpSocket.LARGEST_BATCH];
  private final ByteBuffer packets = ByteBuffer.wrap(records);
  private final ByteBuffer batch = ByteBuffer.allocateDirect(UdpSocket.LARGEST_BATCH);
  private int batchLength;
  private int segmentSize;
  private int segments;

  /** The segments of what stands in {@link #batch} because the socket would not take it yet. */
  private int waitingSegmentSize;

  PacketPump(Association association, DtlsTransport dtls, IceTransport ice) {
    this.association = association;
    this.dtls = dtls;
    this.ice = ice;
    batch.flip();
  }

  /**
   * Sends what the association wants to send now, as far as the socket takes it; packets are made
   * only when they can leave, so that retransmissions and acknowledgements do not wait behind
   * others.
   *
   * @return whether there may be more, and another turn is due at once
   */
  boolean flush(long now) {
    for (int i = 0; i < PACKETS_PER_TURN && canWrite(); i++) {
      int maxPacketSize = association.nextPacketSize();
      if (batchLength + maxPacketSize + DtlsTransport.OVERHEAD > UdpSocket.LARGEST_BATCH
          || segments == MAX_SEGMENTS) {
        write();
      }
      int start = batchLength;
      int plaintext = start + DtlsTransport.HEADROOM;
      packets.limit(plaintext + maxPacketSize).position(plaintext);
      if (!association.pollTransmit(now, packets)) {
        write();
        return false;
      }
      append(start, dtls.seal(records, start, packets.position() - plaintext));
    }
    if (!canWrite()) {
      return false;
    }
    write();
    return canWrite();
  }

  /** All segments of a batch have one size; only the last may be shorter. */
  private void append(int start, int recordLength) {
    if (segments > 0 && recordLength > segmentSize) {
      write();
      System.arraycopy(records, start, records, 0, recordLength);
    }
    if (segments == 0) {
      segmentSize = recordLength;
    }
    batchLength += recordLength;
    segments++;
    if (recordLength < segmentSize) {
      write();
    }
  }

  private void write() {
    if (segments == 0) {
      return;
    }
    // The batch before has left: see canWrite, which is asked once for each packet.
    batch.clear().put(records, 0, batchLength).flip();
    waitingSegmentSize = segmentSize;
    ice.offer(batch, waitingSegmentSize);
    batchLength = 0;
    segments = 0;
  }

  /** Returns whether the socket has taken everything, if need be after another attempt. */
  private boolean canWrite() {
    return !batch.hasRemaining() || ice.offer(batch, waitingSegmentSize);
  }
}

package io.p2pcopy.peer;

import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.IceTransport;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.sctp.association.Association;
import java.nio.ByteBuffer;

/**
 * Moves packets from the association to the socket: encrypts each in place and sends batches of
 * equal segments, so that one system call carries many packets (UDP segmentation offload). Confined
 * to the event loop.
 */
final class PacketPump {

  /**
   * The largest SCTP packet in bytes: four of them, encrypted, fill a batch. DTLS would allow
   * slightly more.
   */
  static final int LARGEST_PACKET = (UdpSocket.LARGEST_BATCH / 4 - DtlsTransport.OVERHEAD) & ~3;

  /** The Linux limit for one call (UDP_MAX_SEGMENTS). */
  private static final int MAX_SEGMENTS = 64;

  /**
   * Packets sent before the loop reads its sockets again, so that SACKs do not wait behind a large
   * window.
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

  /** The segment size of the content of {@link #batch} that the socket has not accepted yet. */
  private int pendingSegmentSize;

  PacketPump(Association association, DtlsTransport dtls, IceTransport ice) {
    this.association = association;
    this.dtls = dtls;
    this.ice = ice;
    batch.flip();
  }

  /**
   * Sends what the association has to send now, as far as the socket accepts it. Packets are built
   * only when they can be sent, so that retransmissions and SACKs do not queue behind other data.
   *
   * @return whether there may be more to send; the caller then schedules another turn immediately
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

  /** Appends a record. All segments of a batch have the same size; only the last may be shorter. */
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
    // The previous batch has been sent: flush() checks canWrite() before each packet.
    batch.clear().put(records, 0, batchLength).flip();
    pendingSegmentSize = segmentSize;
    ice.outgoing().offer(batch, pendingSegmentSize);
    batchLength = 0;
    segments = 0;
  }

  /**
   * Returns whether the socket has accepted the whole batch, after another attempt if necessary.
   */
  private boolean canWrite() {
    return !batch.hasRemaining() || ice.outgoing().offer(batch, pendingSegmentSize);
  }
}

package io.p2pcopy.dtls;

import static io.p2pcopy.dtls.RecordFormat.EXPLICIT_NONCE;
import static io.p2pcopy.dtls.RecordFormat.HEADER;
import static io.p2pcopy.dtls.RecordFormat.PLAIN_EPOCH;
import static io.p2pcopy.dtls.RecordFormat.PROTECTED_EPOCH;
import static io.p2pcopy.dtls.RecordFormat.PROTECTION;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one place where records leave: it numbers them, protects those of epoch 1, and packs those of
 * the handshake into datagrams. Because there is no other, no sequence number is used twice.
 */
final class RecordWriter {

  /** Fits through almost every path that WebRTC uses. */
  static final int MAX_DATAGRAM = 1200;

  /**
   * RFC 791: every IPv4 host takes packets of 576 bytes, here without the headers of IPv4 and UDP.
   */
  static final int SMALLEST_MAX_DATAGRAM = 576 - 20 - 8;

  private final Consumer<ByteBuffer> output;
  private final byte[] datagram = new byte[MAX_DATAGRAM];
  private int mostInDatagram = MAX_DATAGRAM;
  private int used;
  private long plainSequence;
  private long protectedSequence;
  private @Nullable RecordSealer sealer;

  /**
   * @param output takes each datagram; must not come back into this object
   */
  RecordWriter(Consumer<ByteBuffer> output) {
    this.output = output;
  }

  void protectWith(TrafficKey key) {
    sealer = new RecordSealer(key);
  }

  /** Returns whether anything has been sent. */
  boolean hasWritten() {
    return plainSequence > 0;
  }

  /** Protects one record of application data in place; see {@link DtlsTransport#seal}. */
  int seal(byte[] array, int offset, int length) {
    return sealer().seal(RecordFormat.APPLICATION_DATA, protectedSequence++, array, offset, length);
  }

  /** Datagrams have at most {@link #SMALLEST_MAX_DATAGRAM} bytes from now on. */
  void useSmallDatagrams() {
    mostInDatagram = SMALLEST_MAX_DATAGRAM;
  }

  /** Sends a flight, each time under new sequence numbers. */
  void write(List<OutgoingRecord> flight) {
    for (OutgoingRecord record : flight) {
      if (record.type() == RecordFormat.HANDSHAKE) {
        appendMessage(record);
      } else {
        append(record, record.content(), 0, record.content().length);
      }
    }
    flush();
  }

  /** Sends one alert, in the epoch that this side has reached. */
  void writeAlert(Alert alert) {
    int epoch = protectedSequence > 0 ? PROTECTED_EPOCH : PLAIN_EPOCH;
    write(
        List.of(
            new OutgoingRecord(RecordFormat.ALERT, RecordFormat.DTLS_1_2, epoch, alert.encode())));
  }

  private void appendMessage(OutgoingRecord record) {
    byte[] message = record.content();
    int body = message.length - HandshakeMessage.HEADER;
    int most = mostInDatagram - overhead(record.epoch()) - HandshakeMessage.HEADER;
    if (body <= most) {
      append(record, message, 0, message.length);
      return;
    }
    for (int offset = 0; offset < body; offset += most) {
      int length = Math.min(most, body - offset);
      byte[] fragment = new byte[HandshakeMessage.HEADER + length];
      HandshakeMessage.putHeader(
          fragment, 0, message[0], body, RecordFormat.getShort(message, 4), offset, length);
      System.arraycopy(
          message, HandshakeMessage.HEADER + offset, fragment, HandshakeMessage.HEADER, length);
      append(record, fragment, 0, fragment.length);
    }
  }

  private void append(OutgoingRecord record, byte[] content, int offset, int length) {
    if (used + overhead(record.epoch()) + length > mostInDatagram) {
      flush();
    }
    if (record.epoch() == PLAIN_EPOCH) {
      RecordFormat.putHeader(
          datagram, used, record.type(), record.version(), PLAIN_EPOCH, plainSequence++, length);
      System.arraycopy(content, offset, datagram, used + HEADER, length);
      used += HEADER + length;
    } else {
      System.arraycopy(content, offset, datagram, used + HEADER + EXPLICIT_NONCE, length);
      used += sealer().seal(record.type(), protectedSequence++, datagram, used, length);
    }
  }

  private void flush() {
    if (used == 0) {
      return;
    }
    ByteBuffer whole = ByteBuffer.wrap(datagram, 0, used);
    used = 0;
    output.accept(whole);
  }

  private static int overhead(int epoch) {
    return epoch == PLAIN_EPOCH ? HEADER : HEADER + PROTECTION;
  }

  private RecordSealer sealer() {
    if (sealer == null) {
      throw new IllegalStateException("there are no keys yet");
    }
    return sealer;
  }
}

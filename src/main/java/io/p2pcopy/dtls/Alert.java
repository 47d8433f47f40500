package io.p2pcopy.dtls;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;

/** An alert (RFC 5246, section 7.2). */
record Alert(int level, int description) {

  static final Alert CLOSE_NOTIFY = new Alert(AlertLevel.warning, AlertDescription.close_notify);
  static final Alert NO_RENEGOTIATION =
      new Alert(AlertLevel.warning, AlertDescription.no_renegotiation);

  static final int LENGTH = 2;

  static Alert decode(byte[] array, int offset) {
    return new Alert(array[offset] & 0xff, array[offset + 1] & 0xff);
  }

  byte[] encode() {
    return new byte[] {(byte) level, (byte) description};
  }

  boolean isFatal() {
    return level == AlertLevel.fatal;
  }

  boolean isCloseNotify() {
    return description == AlertDescription.close_notify;
  }

  /** Returns whether the peer complains of the certificate that it was shown. */
  boolean refusesCertificate() {
    return switch (description) {
      case AlertDescription.bad_certificate,
          AlertDescription.unsupported_certificate,
          AlertDescription.certificate_revoked,
          AlertDescription.certificate_expired,
          AlertDescription.certificate_unknown,
          AlertDescription.unknown_ca ->
          true;
      default -> false;
    };
  }

  /** Returns the name that the RFCs give it, with its number: {@code handshake_failure(40)}. */
  @Override
  public String toString() {
    return AlertDescription.getText((short) description);
  }
}

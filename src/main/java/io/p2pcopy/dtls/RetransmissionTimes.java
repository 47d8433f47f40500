package io.p2pcopy.dtls;

import java.time.Duration;

/**
 * When a flight of the handshake is sent again (RFC 6347, section 4.2.4.1).
 *
 * @param first after the first sending; doubles each time
 * @param longest but is never longer than this. The RFC would go up to 60 s, and then a few losses
 *     in a row end the patience of the person who waits.
 * @param overall after this the handshake has failed
 */
record RetransmissionTimes(Duration first, Duration longest, Duration overall) {

  static RetransmissionTimes within(Duration overall) {
    return new RetransmissionTimes(Duration.ofMillis(150), Duration.ofSeconds(1), overall);
  }
}

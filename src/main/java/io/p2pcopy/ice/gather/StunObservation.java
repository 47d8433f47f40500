package io.p2pcopy.ice.gather;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What one STUN server has shown to one socket.
 *
 * @param server the address that was asked; {@link InetSocketAddress#getHostString} is the name
 *     that it was found by
 * @param local the address of the socket
 * @param mapped the address that the server saw; {@code null} if it has not answered
 * @param roundTripNanos from the latest request to the answer, in nanoseconds; 0 without an answer
 */
public record StunObservation(
    InetSocketAddress server,
    InetSocketAddress local,
    @Nullable InetSocketAddress mapped,
    long roundTripNanos) {

  /** Returns whether the server has answered. */
  public boolean isAnswered() {
    return mapped != null;
  }
}

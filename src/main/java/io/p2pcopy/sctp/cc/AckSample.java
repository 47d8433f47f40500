package io.p2pcopy.sctp.cc;

/**
 * What one SACK told. Bytes are of DATA chunks with their headers, times are nanoseconds.
 *
 * @param bytesAcked newly acknowledged, cumulatively or by gap blocks
 * @param bytesLost newly found to be lost by this SACK
 * @param cumulativeAdvanced whether the Cumulative TSN Ack Point moved
 * @param inRecovery whether an episode of losses, of which the controller was told, still goes on
 * @param rtt measured by this SACK, or {@link #NONE}
 * @param inFlightBefore in flight before this SACK
 * @param inFlight in flight after it, without what is lost
 * @param delivered acknowledged in all, this SACK included
 * @param priorDelivered what {@code delivered} was when the newest of the chunks acknowledged here
 *     was sent; rounds are counted by it. {@link #NONE} if the SACK acknowledged nothing new
 * @param deliveryRate in bytes a second, or {@link #NONE}
 * @param appLimited whether that rate was bounded by the application rather than the path
 */
public record AckSample(
    long now,
    long bytesAcked,
    long bytesLost,
    boolean cumulativeAdvanced,
    boolean inRecovery,
    long rtt,
    long inFlightBefore,
    long inFlight,
    long delivered,
    long priorDelivered,
    long deliveryRate,
    boolean appLimited) {

  public static final long NONE = -1;
}

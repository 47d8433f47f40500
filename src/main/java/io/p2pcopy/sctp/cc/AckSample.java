package io.p2pcopy.sctp.cc;

/**
 * The information from one SACK for congestion control. Bytes include DATA chunk headers; times are
 * nanoseconds.
 *
 * @param bytesAcked bytes newly acknowledged, cumulatively or by gap ack blocks
 * @param bytesLost bytes newly marked as lost
 * @param cumulativeAdvanced whether the Cumulative TSN Ack Point moved
 * @param inRecovery whether loss recovery is in progress
 * @param rtt measured by this SACK, or {@link #NONE}
 * @param inFlightBefore bytes in flight before this SACK
 * @param inFlight bytes in flight after this SACK, excluding lost ones
 * @param delivered total bytes acknowledged, including this SACK
 * @param priorDelivered {@code delivered} at the time when the newest chunk acknowledged by this
 *     SACK was sent; used to count rounds. {@link #NONE} if the SACK acknowledged nothing new
 * @param deliveryRate in bytes per second, or {@link #NONE}
 * @param appLimited whether the application, not the path, limited that rate
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

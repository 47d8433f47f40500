package io.p2pcopy.ice.gather;

import io.p2pcopy.signal.NatBehavior;
import java.util.List;

/**
 * All that STUN servers have shown of this side's network so far.
 *
 * @param observations one for each socket and server that was asked, in the order of the first
 *     requests
 * @param unknownServers names of STUN servers that could not be resolved
 * @param behavior what follows from the observations
 */
public record NetworkObservations(
    List<StunObservation> observations, List<String> unknownServers, NatBehavior behavior) {

  public NetworkObservations {
    observations = List.copyOf(observations);
    unknownServers = List.copyOf(unknownServers);
  }
}

package io.p2pcopy.signal;

/** The priority of a candidate (RFC 8445, section 5.1.2). */
public final class CandidatePriority {
  private static final long MAX_LOCAL_PREFERENCE = 65_535;

  /** The only component of a data channel session (RFC 8445, section 13). */
  private static final int COMPONENT_ID = 1;

  private CandidatePriority() {}

  /**
   * {@return the priority, 1 to 2<sup>31</sup> - 1}
   *
   * @param order how many candidates of the description are preferred to this one regardless of
   *     type, 0 to 65535; different for each candidate
   * @param type the type of the candidate
   */
  public static long of(Candidate.Type type, int order) {
    if (order < 0 || order > MAX_LOCAL_PREFERENCE) {
      throw new IllegalArgumentException("order out of range: " + order);
    }
    // RFC 8445, section 5.1.2.1: "priority = (2^24)*(type preference) + (2^8)*(local preference) +
    // (2^0)*(256 - component ID)"
    long localPreference = MAX_LOCAL_PREFERENCE - order;
    return (typePreference(type) << 24) + (localPreference << 8) + (256 - COMPONENT_ID);
  }

  /**
   * RFC 8445, section 5.1.2.2: "The RECOMMENDED values for type preferences are 126 for host
   * candidates, 110 for peer-reflexive candidates, 100 for server-reflexive candidates, and 0 for
   * relayed candidates."
   */
  private static long typePreference(Candidate.Type type) {
    return switch (type) {
      case HOST -> 126;
      case SERVER_REFLEXIVE -> 100;
      case RELAYED -> 0;
    };
  }
}

package io.p2pcopy.sctp.sim;

/** What became of the packets of one direction. Bytes are those of the SCTP packets alone. */
public final class LinkCounters {
  long offered;
  long offeredBytes;
  long delivered;
  long deliveredBytes;
  long lost;
  long droppedByQueue;
  long droppedByMtu;
  long droppedByBlackOut;
  long droppedByRule;
  long duplicated;
  long corrupted;
  long reordered;
  long largestQueue;

  /** Returns the packets handed to the link. */
  public long offered() {
    return offered;
  }

  public long offeredBytes() {
    return offeredBytes;
  }

  /** Returns the packets handed to the receiver, duplicates included. */
  public long delivered() {
    return delivered;
  }

  public long deliveredBytes() {
    return deliveredBytes;
  }

  /** Returns the packets that the loss model took. */
  public long lost() {
    return lost;
  }

  public long droppedByQueue() {
    return droppedByQueue;
  }

  public long droppedByMtu() {
    return droppedByMtu;
  }

  public long droppedByBlackOut() {
    return droppedByBlackOut;
  }

  /** Returns the packets that a test had chosen to be dropped. */
  public long droppedByRule() {
    return droppedByRule;
  }

  public long duplicated() {
    return duplicated;
  }

  public long corrupted() {
    return corrupted;
  }

  /** Returns the packets that were held back so that later ones could overtake them. */
  public long reordered() {
    return reordered;
  }

  /** Returns the most bytes that waited in the queue at one time. */
  public long largestQueue() {
    return largestQueue;
  }

  @Override
  public String toString() {
    return ("offered %d, delivered %d, lost %d, dropped by queue %d, MTU %d, black-out %d, rule %d,"
            + " duplicated %d, corrupted %d, reordered %d, largest queue %d")
        .formatted(
            offered,
            delivered,
            lost,
            droppedByQueue,
            droppedByMtu,
            droppedByBlackOut,
            droppedByRule,
            duplicated,
            corrupted,
            reordered,
            largestQueue);
  }
}

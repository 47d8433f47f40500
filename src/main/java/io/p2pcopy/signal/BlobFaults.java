package io.p2pcopy.signal;

import io.p2pcopy.signal.BlobException.Fault;

/** The sentences that tell a person what is wrong with a line. */
final class BlobFaults {

  private BlobFaults() {}

  static BlobException empty() {
    return new BlobException(Fault.EMPTY, "The line is empty.");
  }

  static BlobException notABlob() {
    return new BlobException(
        Fault.NOT_A_BLOB,
        "This is not a line of p2pcopy: those begin with \"p2\". Copy the whole line, from its"
            + " first character on.");
  }

  static BlobException truncated() {
    return new BlobException(
        Fault.TRUNCATED, "The line is cut off: its end is missing. Copy the whole line.");
  }

  static BlobException damaged() {
    return new BlobException(
        Fault.DAMAGED,
        "The line is damaged: some of its characters were changed, added or lost on the way. Copy"
            + " it again.");
  }

  static BlobException unknownVersion() {
    return new BlobException(
        Fault.UNKNOWN_VERSION,
        "The line was made by a newer version of p2pcopy than this one. Update this one.");
  }

  static BlobException wrongType(SessionDescription.Type expected) {
    return new BlobException(
        Fault.WRONG_TYPE,
        expected == SessionDescription.Type.ANSWER
            ? "This is an offer, but the answer to your own line is due: the other person must"
                + " paste your line, and send back what appears then."
            : "This is an answer, but an offer is due: the other person must start without a line"
                + " from anyone, and send you the first line that appears.");
  }

  static BlobException otherOffer() {
    return new BlobException(
        Fault.OTHER_OFFER,
        "This is the reply to an older invite of yours. Send your friend the newest invite, and"
            + " paste the reply to that one.");
  }

  static BlobException ownBlob() {
    return new BlobException(
        Fault.OWN_BLOB,
        "This is your own line: send it to the other person, and paste the line that comes back.");
  }
}

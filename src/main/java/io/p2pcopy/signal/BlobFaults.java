package io.p2pcopy.signal;

import io.p2pcopy.signal.BlobException.Fault;

/** Creates the exceptions, with their messages to the user, for faults of a blob. */
final class BlobFaults {

  private BlobFaults() {}

  static BlobException empty() {
    return new BlobException(Fault.EMPTY, "The input is empty.");
  }

  static BlobException notABlob() {
    return new BlobException(
        Fault.NOT_A_BLOB,
        "This is not an invite or reply of p2pcopy, which begin with \"p2\". Copy all of"
            + " it, from its first character.");
  }

  static BlobException truncated() {
    return new BlobException(
        Fault.TRUNCATED,
        "This invite or reply is cut off. Copy all of it, up to its last character.");
  }

  static BlobException damaged() {
    return new BlobException(
        Fault.DAMAGED,
        "This invite or reply is damaged: characters were changed, added or lost. Copy it"
            + " again.");
  }

  static BlobException unknownVersion() {
    return new BlobException(
        Fault.UNKNOWN_VERSION, "This was made by a newer version of p2pcopy. Update yours.");
  }

  static BlobException wrongType(SessionDescription.Type expected) {
    return new BlobException(
        Fault.WRONG_TYPE,
        expected == SessionDescription.Type.ANSWER
            ? "This is an invite, but a reply is needed. Your friend must paste your"
                + " invite, and send you the reply that appears."
            : "This is a reply, but an invite is needed. Your friend must start p2pcopy"
                + " first, and send you the invite that appears.");
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
        "This is your own invite. Send it to your friend, and paste what your friend"
            + " sends back.");
  }
}

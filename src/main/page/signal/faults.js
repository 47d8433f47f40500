// What can be wrong with a pasted invite or reply, each with the sentence for the person.

/** Why a pasted text cannot be used; the message is for the person who pasted it. */
export class BlobFault extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export function emptyPaste() {
  return new BlobFault("empty", "The input is empty.");
}

export function notABlob() {
  return new BlobFault(
    "not a blob",
    'This is not an invite or reply of p2pcopy, which begin with "p2". Copy all of it, from its first character.',
  );
}

export function truncated() {
  return new BlobFault(
    "truncated",
    "This invite or reply is cut off. Copy all of it, up to its last character.",
  );
}

export function damaged() {
  return new BlobFault(
    "damaged",
    "This invite or reply is damaged: characters were changed, added or lost. Copy it again.",
  );
}

export function unknownVersion() {
  return new BlobFault(
    "unknown version",
    "This was made by a newer version of p2pcopy than this page. Get the newest page.",
  );
}

export function otherOffer() {
  return new BlobFault(
    "other offer",
    "This is the reply to an older invite of yours. Send your friend the newest invite, and paste the reply to that one.",
  );
}

/** @param expected as in `readPasted`: where an offer is expected, the own blob is the answer */
export function ownBlob(expected) {
  return new BlobFault(
    "own blob",
    expected === "offer"
      ? "This is your own reply. Send it to your friend; nothing else needs to be pasted here."
      : "This is your own invite. Send it to your friend, and paste what your friend sends back.",
  );
}

export function answerInsteadOfOffer() {
  return new BlobFault(
    "answer",
    "This is a reply, but an invite is needed. Your friend must start first, and send you the invite that appears.",
  );
}

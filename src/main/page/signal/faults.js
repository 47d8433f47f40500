// The sentences that tell a person what is wrong with a line.

/** Says why a pasted line is not usable; the message is for the person who pasted it. */
export class BlobFault extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export function emptyLine() {
  return new BlobFault("empty", "The line is empty.");
}

export function notABlob() {
  return new BlobFault(
    "not a blob",
    'This is not a line of p2pcopy: those begin with "p2". Copy the whole line, from its first character on.',
  );
}

export function truncated() {
  return new BlobFault(
    "truncated",
    "The line is cut off: its end is missing. Copy the whole line.",
  );
}

export function damaged() {
  return new BlobFault(
    "damaged",
    "The line is damaged: some of its characters were changed, added or lost on the way. Copy it again.",
  );
}

export function unknownVersion() {
  return new BlobFault(
    "unknown version",
    "The line was made by a newer version of p2pcopy than this page. Get the newest page.",
  );
}

export function otherOffer() {
  return new BlobFault(
    "other offer",
    "This is the reply to an older invite of yours. Send your friend the newest invite, and paste the reply to that one.",
  );
}

export function ownLine() {
  return new BlobFault(
    "own line",
    "This is your own line: send it to your friend, and paste the line that comes back.",
  );
}

export function answerInsteadOfOffer() {
  return new BlobFault(
    "answer",
    "This is a reply, but not to a line of yours. Your friend has to begin and send you a first line.",
  );
}

// Faults that end a transfer, with the sentences for the person.

/** For each code of docs/transfer-protocol.md: the sentence if this side failed, and if the other side failed. */
const SENTENCES = {
  interrupted: ["You stopped the transfer.", "Your friend stopped the transfer."],
  file: [
    "A file could not be read or written on this device.",
    "A file could not be read or written on your friend's device.",
  ],
  "file-changed": [
    "A file changed while it was being sent. Choose it again and send it once more.",
    "A file changed on your friend's device while it was being sent. Ask your friend to send it again.",
  ],
  "disk-full": [
    "There is not enough free space on this device.",
    "There is not enough free space on your friend's device.",
  ],
  integrity: [
    "The data arrived damaged, even after retries. Nothing damaged was kept; try again.",
    "The data arrived damaged at your friend, even after retries. Try again.",
  ],
  protocol: [
    "The other side sent something that this page does not understand. Use the newest p2pcopy on both sides.",
    "The other side did not understand this page. Use the newest p2pcopy on both sides.",
  ],
  "not-verified": [
    "The words differ. Someone may be intercepting the connection; do not send anything over it.",
    "Your friend says that the words differ. Someone may be intercepting the connection; do not send anything over it.",
  ],
  "same-role": [
    "You both chose to send, or you both chose to receive. One of you must choose the other.",
    "You both chose to send, or you both chose to receive. One of you must choose the other.",
  ],
};

const MAX_DETAIL_LENGTH = 300;

/** Sentences for errors of this browser's file access, by the name of the DOMException. */
const LOCAL_SENTENCES = {
  NotAllowedError: "The browser no longer lets this page use the file or folder. Start over and choose it again.",
  NotFoundError: "A file or folder on this device was moved or deleted. Start over and choose it again.",
};

/** A fault that ends the transfer on both sides; the message is for the person here. */
export class TransferFault extends Error {
  constructor(code, { byPeer = false, detail = "", sentence } = {}) {
    const known = Object.hasOwn(SENTENCES, code) ? code : "protocol";
    super(sentence ?? SENTENCES[known][byPeer ? 1 : 0]);
    this.code = code;
    this.byPeer = byPeer;
    this.detail = printable(detail);
  }
}

/** Converts any other error, from the disk or a defect of this page, to a TransferFault with its name and message as detail. */
export function ofThisDevice({ name, message }) {
  const code = name === "QuotaExceededError" ? "disk-full" : "file";
  return new TransferFault(code, { detail: `${name}: ${message}`, sentence: LOCAL_SENTENCES[name] });
}

/** Returns the fault for a protocol violation by the other side; `detail` is for diagnosis. */
export function breach(detail) {
  return new TransferFault("protocol", { detail });
}

/** Replaces all but printable ASCII: the text comes from the peer. */
export function printable(text) {
  return text.slice(0, MAX_DETAIL_LENGTH).replace(/[^ -~]/g, "?");
}

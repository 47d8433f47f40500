// What ends a transfer before its time, and how it is said to a person.

/** The codes of docs/transfer-protocol.md, each with what it means here and on the other side. */
const SENTENCES = {
  interrupted: ["You have stopped it.", "Your friend has stopped it."],
  file: [
    "A file could not be read or written on this device.",
    "A file could not be read or written on your friend's device.",
  ],
  "file-changed": [
    "A file was changed while it was being sent. Choose it once more and send it again.",
    "A file was changed on your friend's device while it was being sent. Ask for it again.",
  ],
  "disk-full": [
    "There is not enough free space on this device.",
    "There is not enough free space on your friend's device.",
  ],
  integrity: [
    "What arrived is not what was sent, even after asking again. Nothing wrong was kept. Try once more.",
    "What arrived at your friend is not what was sent, even after asking again. Try once more.",
  ],
  protocol: [
    "The other side said something that this page does not understand. You both should use the newest p2pcopy.",
    "The other side did not understand this page. You both should use the newest p2pcopy.",
  ],
  "not-verified": ["You said that the words differ.", "Your friend says that the words differ."],
  "same-role": [
    "You both chose to send, or you both chose to receive. One of you has to choose the other.",
    "You both chose to send, or you both chose to receive. One of you has to choose the other.",
  ],
};

const MAX_DETAIL = 300;

/** What browsers say of files and folders of this device, by the name of the error. */
const LOCAL_SENTENCES = {
  NotAllowedError: "The browser does not let this page use the file or folder any more. Start over and choose it again.",
  NotFoundError: "A file or folder on this device was moved or deleted meanwhile. Start over and choose it again.",
};

/** Ends the transfer on both sides; the message is for the person here. */
export class TransferFault extends Error {
  constructor(code, { byPeer = false, detail = "", sentence } = {}) {
    const known = Object.hasOwn(SENTENCES, code) ? code : "protocol";
    super(sentence ?? SENTENCES[known][byPeer ? 1 : 0]);
    this.code = code;
    this.byPeer = byPeer;
    this.detail = printable(detail);
  }
}

/** Whatever else fails is the disk, or a fault of this page; its own words go to the person here. */
export function ofThisDevice({ name, message }) {
  const code = name === "QuotaExceededError" ? "disk-full" : "file";
  return new TransferFault(code, { detail: `${name}: ${message}`, sentence: LOCAL_SENTENCES[name] });
}

/** The other side broke the protocol; `detail` is for people who look for a fault. */
export function breach(detail) {
  return new TransferFault("protocol", { detail });
}

/** Of the peer's text only printable ASCII is shown. */
export function printable(text) {
  return text.slice(0, MAX_DETAIL).replace(/[^ -~]/g, "?");
}

// One end of the wire test in a browser: a connection with one data channel, and an exchange of
// messages over it whose digest covers kind, length, content and order of each.

const HIGH_WATER = 1 << 20;
const LOW_WATER = 256 << 10;
const END = "the end of the wire test";

/** Sizes in bytes; 262144 is the largest message that both ends take. */
const SIZES = [65536, 0, 1, 16384, 1171, 65535, 262144, 4096];

const connection = new RTCPeerConnection();
const opened = deferred();
const closed = deferred();

/** Returns the SDP of an offer with all its candidates. */
async function offer() {
  use(connection.createDataChannel("wire", { protocol: "wire-test" }));
  return describeLocally();
}

/** Takes an offer and returns the SDP of the answer with all its candidates. */
async function answer(sdp) {
  connection.ondatachannel = (event) => use(event.channel);
  await connection.setRemoteDescription({ type: "offer", sdp });
  return describeLocally();
}

async function accept(sdp) {
  await connection.setRemoteDescription({ type: "answer", sdp });
}

/** Waits until the channel is open here. */
async function ready() {
  await opened.promise;
}

/** Sends messages of `total` bytes, takes those of the other end, and returns both summaries. */
async function exchange(total) {
  const { channel, inbox } = await opened.promise;
  const [sent, received] = await Promise.all([sendAll(channel, total), receiveAll(inbox)]);
  const { label, protocol, ordered } = channel;
  return { sent, received, channel: { label, protocol, ordered } };
}

function close() {
  connection.close();
}

/** Waits until the channel is closed, by whichever end. */
async function ended() {
  await closed.promise;
}

async function describeLocally() {
  await connection.setLocalDescription();
  if (connection.iceGatheringState !== "complete") {
    await new Promise((resolve) => {
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState === "complete") resolve();
      };
    });
  }
  return connection.localDescription.sdp;
}

function use(channel) {
  channel.binaryType = "arraybuffer";
  const inbox = new Inbox();
  channel.onmessage = (event) => inbox.put(event.data);
  channel.onclose = () => {
    inbox.fail(new Error("the channel closed"));
    closed.resolve();
  };
  channel.onopen = () => opened.resolve({ channel, inbox });
  if (channel.readyState === "open") channel.onopen();
}

async function sendAll(channel, total) {
  channel.bufferedAmountLowThreshold = LOW_WATER;
  const log = new MessageLog();
  for (let index = 0; log.bytes < total; index++) {
    const message = nextMessage(index, total - log.bytes);
    log.add(message);
    channel.send(message);
    if (channel.bufferedAmount > HIGH_WATER) {
      await new Promise((resolve) =>
        channel.addEventListener("bufferedamountlow", resolve, { once: true }));
    }
  }
  channel.send(END);
  return log.summary();
}

async function receiveAll(inbox) {
  const log = new MessageLog();
  for (;;) {
    const message = await inbox.take();
    if (message === END) return log.summary();
    log.add(message);
  }
}

/** Every fifth message is text; empty ones of both kinds are among them. */
function nextMessage(index, remaining) {
  const size = Math.min(SIZES[index % SIZES.length], remaining);
  if (index % 5 === 4) {
    return "gr\u00fc\u00df dich \u{1f642} ".repeat(Math.floor(Math.min(size, 20000) / 20));
  }
  const bytes = new Uint8Array(size);
  for (let start = 0; start < size; start += 65536) {
    crypto.getRandomValues(bytes.subarray(start, start + 65536));
  }
  return bytes;
}

/** Keeps what was said: a digest over kind (0 text, 1 binary), length (32 bits) and content. */
class MessageLog {
  bytes = 0;
  #counts = { messages: 0, texts: 0, empty: 0 };
  #parts = [];

  add(message) {
    const isText = typeof message === "string";
    const payload = isText ? new TextEncoder().encode(message) : new Uint8Array(message);
    const head = new DataView(new ArrayBuffer(5));
    head.setUint8(0, isText ? 0 : 1);
    head.setUint32(1, payload.length);
    this.#parts.push(head.buffer, payload);
    this.bytes += payload.length;
    this.#counts.messages++;
    this.#counts.texts += isText ? 1 : 0;
    this.#counts.empty += payload.length === 0 ? 1 : 0;
  }

  async summary() {
    const all = await new Blob(this.#parts).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { bytes: this.bytes, ...this.#counts, sha256 };
  }
}

/** A queue between the channel's events and whoever waits for messages. */
class Inbox {
  #messages = [];
  #waiting = null;
  #error = null;

  put(message) {
    this.#messages.push(message);
    this.#wake();
  }

  fail(error) {
    this.#error = error;
    this.#wake();
  }

  async take() {
    while (this.#messages.length === 0) {
      if (this.#error) throw this.#error;
      this.#waiting = deferred();
      await this.#waiting.promise;
    }
    return this.#messages.shift();
  }

  #wake() {
    this.#waiting?.resolve();
  }
}

function deferred() {
  let resolve;
  const promise = new Promise((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}

window.wire = { offer, answer, accept, ready, exchange, close, ended };

// Two ends and what is done with them. "They" are the other implementation.

/** The largest message that p2pcopy takes, and the largest of the matrix. */
const LARGEST = 262_144;

/** RFC 8841, section 6.1: the value of a missing max-message-size. */
const DEFAULT_MAX_MESSAGE_SIZE = 65_536;

const SIZES = [
  1, 2, 3, 4, 5, 16, 100, 1000, 1100, 1171, 1172, 1173, 1191, 1200, 1280, 2400, 4096, 10_000, 16_383,
  16_384, 16_385, 32_768, 65_535, 65_536, 65_537, 100_000, 131_072, 200_000, 262_143, LARGEST,
];

const CONNECTING_MS = 90_000;
export const EVENT_MS = 20_000;

/** A megabyte each way takes the slowest a second; a busy machine makes it ten. */
const EXCHANGE_MS_PER_MB = 6_000;

let channelsNamed = 0;

/** How long so many bytes may take. */
const bulkMs = (bytes) => EVENT_MS + (bytes / 1e6) * EXCHANGE_MS_PER_MB;

export function newLabel() {
  return `channel-${++channelsNamed}`;
}

export class Pair {
  #limits = new Map();
  #reliable;
  #theyTakeTurns;

  /**
   * @param theyOffer whether the other implementation makes the offer
   * @param reliable the largest message that it takes without fault, whatever it promises
   * @param takesTurns whether it sends on a second channel while there is something to send on the first
   */
  constructor(ours, theirs, theyOffer, { reliable = LARGEST, takesTurns = true } = {}) {
    this.ours = ours;
    this.theirs = theirs;
    this.#reliable = reliable;
    this.#theyTakeTurns = takesTurns;
    this.offerer = theyOffer ? theirs : ours;
    this.answerer = theyOffer ? ours : theirs;
  }

  get ends() {
    return [this.ours, this.theirs];
  }

  other(end) {
    return end === this.ours ? this.theirs : this.ours;
  }

  /** Returns whether this end sends on a second channel while there is something to send on the first. */
  takesTurns(end) {
    return end === this.ours || this.#theyTakeTurns;
  }

  /** Makes a new connection with one channel, whose label it returns. */
  async connect(mode = 'ordered') {
    for (const end of this.ends) end.forget();
    const label = newLabel();
    this.offerer.say('offer', label, mode);
    const offer = await this.#description(this.offerer);
    this.answerer.say('answer', offer);
    const answer = await this.#description(this.answerer);
    this.offerer.say('accept', answer);
    await this.#opened(this.offerer, label, mode, CONNECTING_MS);
    return label;
  }

  /** Has one end open a channel, and waits until both know it. */
  async open(end, label, mode, ms = EVENT_MS) {
    end.say('open', label, mode);
    await this.#opened(end, label, mode, ms);
  }

  /** Messages of all sizes in both directions at the same time. */
  async exchange(label, mode, total) {
    await Promise.all(this.ends.map((end) => this.transfer(end, label, mode, total)));
  }

  /**
   * Sends messages of `total` bytes, or one of each size with 0, and compares what arrives.
   * `afterwards` is called when everything is queued at the sender.
   */
  async transfer(from, label, mode, total, { sizes = this.sizes, afterwards, ms = bulkMs(total) } = {}) {
    from.say('send', label, total, sizes.join(','));
    const sent = await from.expect(ms, 'sent', label);
    afterwards?.();
    const received = await this.other(from).expect(ms, 'received', label);
    compare(sent, received, mode);
  }

  /** The largest message that both ends take; some send none that they would not take. */
  get largest() {
    return Math.min(LARGEST, ...[...this.#limits.values()].map((limit) => limit || LARGEST));
  }

  /** Every fourth is text. */
  get sizes() {
    return sizesFrom(1, Math.min(this.largest, this.#reliable));
  }

  /** Sizes above 64 KiB, of those that both ends promise to take. */
  get largeSizes() {
    return sizesFrom(DEFAULT_MAX_MESSAGE_SIZE + 1, this.largest);
  }

  async #opened(opener, label, mode, ms) {
    const [[theirMode, protocol]] = await Promise.all([
      this.other(opener).expect(ms, 'channel', label),
      opener.expect(ms, 'open', label),
    ]);
    if (theirMode !== mode && theirMode !== 'unknown') {
      throw new Error(`an ${mode} channel is ${theirMode} at the other end`);
    }
    if (protocol !== 'matrix') throw new Error(`the protocol became "${protocol}"`);
  }

  async #description(end) {
    const [base64] = await end.expect(CONNECTING_MS, 'description');
    const sdp = Buffer.from(base64, 'base64').toString();
    const value = /^a=max-message-size:(\d+)/m.exec(sdp);
    this.#limits.set(end, value ? Number(value[1]) : DEFAULT_MAX_MESSAGE_SIZE);
    return base64;
  }
}

function sizesFrom(least, most) {
  return SIZES.filter((size) => size >= least && size <= most).map((size, i) =>
    i % 4 === 3 ? `t${size}` : size,
  );
}

/** Each is the number of messages, of bytes, and the digests in their order and in any order. */
export function compare(sent, received, mode) {
  const what = ['messages', 'bytes', 'order', 'content'];
  for (const i of [0, 1, 3, 2]) {
    if (sent[i] === received[i] || (what[i] === 'order' && mode === 'unordered')) continue;
    throw new Error(`${what[i]}: sent ${sent[i].slice(0, 12)}, received ${received[i].slice(0, 12)}`);
  }
}

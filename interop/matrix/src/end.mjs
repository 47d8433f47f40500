// One end of the matrix, led as peer-protocol.md says, on top of any implementation that looks like
// the W3C's. It runs in browsers and in Node.

const HIGH_WATER = 1 << 20;
const LOW_WATER = 256 << 10;
const POLL_MS = 5;
const END = /^end of (\d+) messages$/;
const PROTOCOL = 'matrix';

/** Some implementations do not tell. */
const MODES = new Map([[true, 'ordered'], [false, 'unordered'], [undefined, 'unknown']]);

export class End {
  #connect;
  #say;
  #said = Promise.resolve();
  #connection = null;
  #channels = new Map();
  #stopped = new Set();

  /**
   * @param connect returns a new connection: `createDataChannel`, `ondatachannel`, `close` as the
   *     W3C's, and `describe(type, remoteSdp)` and `accept(sdp)`
   * @param say takes the lines for the driver; those that are still being computed keep their turn
   */
  constructor(connect, say) {
    this.#connect = connect;
    this.#say = (line) => {
      this.#said = Promise.all([line, this.#said]).then(([ready]) => say(ready));
    };
  }

  async handle(line) {
    const [name, ...words] = line.split(' ');
    try {
      await this[name](...words);
    } catch (error) {
      this.#say(`error ${name}: ${String(error?.message ?? error).replaceAll('\n', ' ')}`);
    }
  }

  async offer(label, mode) {
    this.#renew();
    this.open(label, mode);
    this.#describe(await this.#connection.describe('offer'));
  }

  async answer(sdp) {
    this.#renew();
    this.#describe(await this.#connection.describe('answer', decode(sdp)));
  }

  async accept(sdp) {
    await this.#connection.accept(decode(sdp));
  }

  open(label, mode) {
    const options = { ordered: mode === 'ordered', protocol: PROTOCOL };
    const channel = this.#connection.createDataChannel(label, options);
    this.#use(channel);
    const opened = () => this.#say(`open ${label}`);
    if (channel.readyState === 'open') opened();
    else channel.onopen = opened;
  }

  async send(label, total, sizes) {
    const channel = this.#channels.get(label);
    channel.bufferedAmountLowThreshold = LOW_WATER;
    await opened(channel);
    this.#stopped.delete(label);
    const log = new MessageLog();
    for (const message of messages(Number(total), sizes.split(','))) {
      log.add(message);
      channel.send(message);
      if (channel.bufferedAmount > HIGH_WATER) await drained(channel);
      // The connection may have been dropped in the middle of it.
      if (this.#channels.get(label) !== channel) return;
      if (this.#stopped.has(label)) break;
    }
    channel.send(`end of ${log.count} messages`);
    this.#say(log.summary().then((summary) => `sent ${label} ${summary}`));
  }

  stop(label) {
    this.#stopped.add(label);
  }

  close(label) {
    this.#channels.get(label).close();
  }

  async end() {
    await this.#connection.close();
    this.#connection = null;
    this.#say('ended');
  }

  #renew() {
    this.#channels.clear();
    this.#connection?.close();
    this.#connection = this.#connect();
    this.#connection.ondatachannel = ({ channel }) => {
      this.#use(channel);
      this.#say(`channel ${channel.label} ${MODES.get(channel.ordered)} ${channel.protocol}`);
    };
  }

  #describe(sdp) {
    this.#say(`description ${encode(sdp)}`);
  }

  #use(channel) {
    const { label } = channel;
    this.#channels.set(label, channel);
    channel.binaryType = 'arraybuffer';
    let log = new MessageLog();
    let expected = null;
    channel.onmessage = ({ data }) => {
      const end = typeof data === 'string' ? END.exec(data) : null;
      if (end) expected = Number(end[1]);
      else log.add(data);
      if (log.count !== expected) return;
      const complete = log;
      log = new MessageLog();
      expected = null;
      this.#say(complete.summary().then((summary) => `received ${label} ${summary}`));
    };
    channel.onclose = () => this.#say(`closed ${label}`);
  }
}

/** Yields random messages; the sizes go round until `total` bytes are reached, or once. */
function* messages(total, sizes) {
  let bytes = 0;
  for (let i = 0; total === 0 ? i < sizes.length : bytes < total; i++) {
    const size = sizes[i % sizes.length];
    const message = size.startsWith('t') ? text(Number(size.slice(1))) : binary(Number(size));
    bytes += typeof message === 'string' ? Number(size.slice(1)) : message.length;
    yield message;
  }
}

function binary(size) {
  const bytes = new Uint8Array(size);
  // No more than 65536 bytes may be asked for at once.
  for (let start = 0; start < size; start += 65536) {
    crypto.getRandomValues(bytes.subarray(start, start + 65536));
  }
  return bytes;
}

/** Returns a text of `size` bytes, with characters of one to four bytes if there is room. */
function text(size) {
  const start = size < 20 ? '' : 'grüß dich \u{1f642} ';
  const rest = binary(size - new TextEncoder().encode(start).length);
  // Not Array.from and join, which would be most of what this end does.
  for (let i = 0; i < rest.length; i++) rest[i] = 97 + (rest[i] % 26);
  return start + new TextDecoder().decode(rest);
}

/** A channel of the other end may be handed over before it is open. */
async function opened(channel) {
  while (channel.readyState === 'connecting') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A channel that has ended keeps what was queued. */
async function drained(channel) {
  while (channel.bufferedAmount > LOW_WATER && channel.readyState === 'open') {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      channel.onbufferedamountlow = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

class MessageLog {
  count = 0;
  #bytes = 0;
  #digests = [];

  add(message) {
    const isText = typeof message === 'string';
    const payload = isText ? new TextEncoder().encode(message) : new Uint8Array(message);
    const all = new Uint8Array(1 + payload.length);
    all[0] = isText ? 0 : 1;
    all.set(payload, 1);
    this.#digests.push(sha256(all));
    this.#bytes += payload.length;
    this.count++;
  }

  async summary() {
    const digests = await Promise.all(this.#digests);
    const inOrder = await digestOf(digests);
    const inAnyOrder = await digestOf(digests.sort());
    return `${this.count} ${this.#bytes} ${inOrder} ${inAnyOrder}`;
  }
}

function digestOf(digests) {
  return sha256(Uint8Array.from(digests.join('').match(/../g) ?? [], (hex) => parseInt(hex, 16)));
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Descriptions are ASCII. */
const encode = (sdp) => btoa(sdp);
const decode = (base64) => atob(base64);

// The two ends of a transfer: processes of the packaged program, joined as two people would do it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildProcess, delay, output, within } from '../../common/process.mjs';
import { peakResident } from '../../bench/src/usage.mjs';

const PROGRAM = fileURLToPath(new URL('../../../target/p2pcopy', import.meta.url));
const LONGEST_MS = 3_600_000;

export class Transfer {
  /** `send` and `receive` are the arguments of both commands. */
  constructor({ work, lab }, { send, receive }) {
    const env = { P2PCOPY_CACHE: join(work, 'cache') };
    this.sender = new End(lab, env, ['send', ...send], blob => this.receiver.child.writeLine(blob));
    this.receiver = new End(lab, env, ['receive', ...receive],
      blob => this.sender.child.writeLine(blob));
  }

  /** Waits until both have ended, and returns their exit codes. */
  async codes() {
    const codes = Promise.all([this.sender.exited, this.receiver.exited]);
    const [sender, receiver] = await within(LONGEST_MS, 'the transfer', codes);
    return { sender, receiver };
  }

  /** Both must have succeeded. */
  async succeeded() {
    const { sender, receiver } = await this.codes();
    if (sender !== 0 || receiver !== 0) {
      throw new Error(`exit codes ${sender} and ${receiver}; `
        + `sender: ${this.sender.lastSentence}; receiver: ${this.receiver.lastSentence}`);
    }
    return this;
  }

  /** The larger of the peak resident sizes, in bytes; to be asked while both run. */
  get peak() {
    return Math.max(this.sender.peak, this.receiver.peak);
  }
}

class End {
  #events = [];
  #waiting = [];
  #highest = 0;

  constructor(lab, env, args, onBlob) {
    this.child = new ChildProcess(
      lab.on('a', [PROGRAM, ...args, '--stun', 'none', '--json']),
      { env, onLine: line => this.#handle(JSON.parse(line), onBlob) });
    this.exited = this.child.exited;
    this.ended = false;
    const sampling = setInterval(() => this.#sample(), 100);
    this.exited.then(() => {
      this.ended = true;
      clearInterval(sampling);
    });
  }

  #sample() {
    this.#highest = Math.max(this.#highest, peakResident(this.child.pid));
  }

  #handle(event, onBlob) {
    this.#events.push(event);
    if (event.event === 'blob') onBlob(event.blob);
    this.#waiting = this.#waiting.filter(wait => !wait(event));
  }

  get peak() {
    return this.#highest;
  }

  events(name) {
    return this.#events.filter(({ event }) => event === name);
  }

  /** Resolves with the first event that fits; also with one that has been. */
  when(fits) {
    const seen = this.#events.find(fits);
    if (seen) return Promise.resolve(seen);
    return new Promise(resolve => {
      this.#waiting.push(event => fits(event) && (resolve(event), true));
    });
  }

  get lastSentence() {
    return this.events('error').at(-1)?.sentence ?? this.child.lastWords;
  }

  kill(signal) {
    this.child.signal(signal);
  }
}

/** The first start makes an archive of classes in the background, which would disturb. */
export async function warmUp({ work }) {
  const cache = join(work, 'cache');
  await output([PROGRAM, '--version'], { env: { P2PCOPY_CACHE: cache } });
  const archived = () => existsSync(cache) && readdirSync(cache).some(name => name.endsWith('.jsa'));
  for (let i = 0; i < 600 && !archived(); i++) await delay(100);
}

/** Bytes that the host has sent over its loopback so far: what both ends say to each other. */
export async function bytesOnTheWire(lab) {
  const table = await output(lab.on('a', ['cat', '/proc/net/dev']));
  return Number(/\blo:\s*(?:\d+\s+){8}(\d+)/.exec(table)[1]);
}

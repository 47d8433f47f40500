// The driver's view of one end: commands go in, events come out and are waited for.
import { ChildProcess, signalGroup, within } from '../../common/process.mjs';

const running = new Set();

export class EndProcess {
  static killAll() {
    for (const end of running) end.kill();
  }

  #child;
  #groups = [];
  #events = [];
  #waiting = [];
  #failure = null;

  constructor(name, argv) {
    this.name = name;
    this.#child = new ChildProcess(argv, { group: true, onLine: (line) => this.#take(line) });
    running.add(this);
    this.#child.exited.then((code) => {
      this.#fail(`${name} ended (${code}): ${this.#child.lastWords}`);
    });
  }

  say(...words) {
    this.#child.writeLine(words.join(' '));
  }

  /** Returns the words behind `words` of the next event that begins with them. */
  expect(ms, ...words) {
    const awaited = new Promise((resolve, reject) => {
      this.#waiting.push({ words, resolve, reject });
    });
    this.#match();
    if (this.#failure) this.#fail(this.#failure);
    return within(ms, `${this.name}: "${words.join(' ')}"`, awaited);
  }

  /** Forgets what was said and not waited for. */
  forget() {
    this.#events = [];
    this.#waiting = [];
    if (!this.#child.ended) this.#failure = null;
  }

  /** Ends it as a power cut would. */
  kill() {
    for (const leader of this.#groups) signalGroup(leader, 'SIGKILL');
    this.#child.signal('SIGKILL');
    return this.#child.exited;
  }

  /** Asks it to end, and forces it after a while. */
  async stop() {
    this.#child.closeInput();
    await this.#child.end(5000);
    for (const leader of this.#groups) signalGroup(leader, 'SIGKILL');
    running.delete(this);
  }

  #take(line) {
    if (process.env.MATRIX_TRACE) {
      console.error(`${new Date().toISOString().slice(11, 23)} ${this.name}: ${line.slice(0, 200)}`);
    }
    const event = line.split(' ');
    if (event[0] === 'group') this.#groups.push(Number(event[1]));
    else if (event[0] === 'error') this.#fail(`${this.name}: ${event.slice(1).join(' ')}`);
    else this.#events.push(event);
    this.#match();
  }

  #match() {
    for (const waiter of [...this.#waiting]) {
      const { words } = waiter;
      const index = this.#events.findIndex((event) => words.every((word, i) => event[i] === word));
      const [event] = index < 0 ? [] : this.#events.splice(index, 1);
      const end = event ? undefined : this.#endOf(words[1]);
      if (!event && !end) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      if (event) waiter.resolve(event.slice(words.length));
      else waiter.reject(new Error(`${this.name}: ${end.join(' ')} instead of "${words[0]}"`));
    }
  }

  /** On a closed channel nothing else will come. */
  #endOf(label) {
    return label && this.#events.find((event) => event[0] === 'closed' && event[1] === label);
  }

  /** What waits, and what will wait for something that has not come, is told. */
  #fail(sentence) {
    this.#failure = sentence;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(sentence));
  }
}

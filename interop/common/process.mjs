// Child processes that are read line by line and never outlive the suite.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const running = new Set();

export class ChildProcess {
  #child;
  #onLine;
  #said = [];
  #ended = false;
  #group;

  /**
   * `onLine` is called with each line of standard output. With `group` it leads a process group of
   * its own, and signals go to all of it.
   */
  constructor(argv, { onLine = () => {}, env = {}, group = false } = {}) {
    this.#onLine = onLine;
    this.#group = group;
    this.#child = spawn(argv[0], argv.slice(1), {
      env: { ...process.env, ...env },
      detached: group,
    });
    running.add(this);
    this.pid = this.#child.pid;
    this.exited = new Promise(resolve => {
      this.#child.on('error', error => {
        this.#said.push(error.message);
        resolve(127);
      });
      // 'close' comes after the last line.
      this.#child.on('close', (code, signal) => resolve(code ?? signal));
    }).finally(() => {
      this.#ended = true;
      running.delete(this);
    });
    this.#child.stdin.on('error', () => {});
    createInterface({ input: this.#child.stdout }).on('line', line => this.#onLine(line));
    createInterface({ input: this.#child.stderr }).on('line', line => this.#said.push(line));
  }

  get ended() {
    return this.#ended;
  }

  /** The last words on standard error, for a sentence about a failure. */
  get lastWords() {
    const words = this.#said.filter(line => line.trim() && !/^\s+at |^Node\.js/.test(line));
    return words.slice(-3).join(' | ').slice(0, 300);
  }

  writeLine(line) {
    this.#child.stdin.write(line + '\n');
  }

  closeInput() {
    this.#child.stdin.end();
  }

  signal(name) {
    if (this.#ended) return;
    if (this.#group) signalGroup(this.pid, name);
    else this.#child.kill(name);
  }

  /** Waits for the end; asks for it after `patience` ms, and forces it 3 s later. */
  async end(patience = 0) {
    await Promise.race([this.exited, delay(patience)]);
    this.signal('SIGTERM');
    await Promise.race([this.exited, delay(3000)]);
    this.signal('SIGKILL');
    return this.exited;
  }
}

export function killAll() {
  for (const child of running) child.signal('SIGKILL');
}

/** Signals all processes of a group; one that has ended meanwhile is no error. */
export function signalGroup(leader, name) {
  try {
    process.kill(-leader, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Runs a command to its end and returns its output. */
export async function output(argv, options = {}) {
  const lines = [];
  const child = new ChildProcess(argv, { ...options, onLine: line => lines.push(line) });
  const code = await child.exited;
  if (code !== 0) throw new Error(`${argv.slice(0, 4).join(' ')}: ${child.lastWords || code}`);
  return lines.join('\n');
}

export function delay(ms) {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/** Rejects with a sentence if `promise` takes longer than `ms`. */
export async function within(ms, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

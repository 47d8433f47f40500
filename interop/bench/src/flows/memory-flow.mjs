// A data channel between two processes, from memory to memory (peer-protocol.md).
import { ChildProcess, within } from '../../../common/process.mjs';
import { cpuSeconds, peakResident } from '../usage.mjs';

const SETUP_MS = 20_000;

export class MemoryFlow {
  #series = [];
  #notes = [];
  #cpuBefore;
  #fail;
  #failed = new Promise((_, reject) => (this.#fail = reject));

  /** `command` gives the argv of an end for 'send' or 'receive'. */
  constructor(command) {
    this.command = command;
    this.#failed.catch(() => {});
  }

  async prepare({ lab }) {
    const ready = ['receive', 'send'].map(
      role => new Promise(resolve => (this[role] = this.#end(lab, role, resolve))));
    await within(SETUP_MS, 'connecting', Promise.race([Promise.all(ready), this.#failed]));
  }

  #end(lab, role, onReady) {
    const child = new ChildProcess(lab.on(role === 'send' ? 'a' : 'b', this.command(role)), {
      onLine: line => this.#handle(role, line, onReady),
    });
    child.exited.then(code =>
      this.#fail(new Error(`the ${role} end ended with ${code} before its time: ${child.lastWords}`)));
    return child;
  }

  #handle(role, line, onReady) {
    const [word] = line.split(' ', 1);
    const rest = line.slice(word.length + 1);
    switch (word) {
      case 'signal':
        return (role === 'send' ? this.receive : this.send).writeLine(line);
      case 'bytes':
        return this.#series.push(rest.split(' ').map(Number));
      case 'ready':
        return onReady();
      case 'note':
        return this.#notes.push(rest);
      case 'error':
        this.#notes.push(rest);
        return this.#fail(new Error(rest));
      default: // a library's own log
    }
  }

  start() {
    this.#cpuBefore = this.#cpu();
    this.receive.writeLine('go');
    this.send.writeLine('go');
    return Promise.resolve();
  }

  async finish() {
    const cpu = this.#cpu() - this.#cpuBefore;
    const rss = [peakResident(this.send.pid), peakResident(this.receive.pid)];
    const lost = [this.send, this.receive].some(child => child.ended);
    await this.#stop();
    if (lost) await this.#failed;
    return { series: this.#series, cpu, rss, notes: this.#notes };
  }

  async cancel() {
    await this.#stop();
  }

  async #stop() {
    const ends = [this.send, this.receive].filter(Boolean);
    for (const child of ends) child.writeLine('stop');
    await Promise.all(ends.map(child => child.end(1500)));
  }

  #cpu() {
    return cpuSeconds(this.send.pid) + cpuSeconds(this.receive.pid);
  }
}

// Pings through the same queue as the data.
import { ChildProcess } from '../../common/process.mjs';

export class Ping {
  #times = [];
  #child;

  start(lab) {
    const argv = ['ping', '-n', '-i', '0.1', lab.receiverAddress];
    this.#child = new ChildProcess(lab.on('a', argv), {
      onLine: line => {
        const match = /time=([\d.]+) ms/.exec(line);
        if (match) this.#times.push([Date.now(), Number(match[1])]);
      },
    });
  }

  /** Returns the round-trip times in ms of the answers since a time. */
  async finish(since) {
    await this.#child.end();
    return this.#times.filter(([t]) => t >= since).map(([, ms]) => ms);
  }
}

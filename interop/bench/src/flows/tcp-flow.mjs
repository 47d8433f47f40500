// One TCP connection by iperf3, with a chosen congestion control.
import { ChildProcess, delay, within } from '../../../common/process.mjs';
import { cpuSeconds, listens, peakResident } from '../usage.mjs';

const PORT = 5201;

export class TcpFlow {
  #report = '';
  #startedAt;
  #server;
  #client;

  constructor(congestion) {
    this.congestion = congestion;
  }

  async prepare({ lab, seconds }) {
    this.lab = lab;
    this.seconds = seconds;
    this.#server = new ChildProcess(
      lab.on('b', ['iperf3', '--server', '--one-off', '--json', '-i', '0.1', '-p', `${PORT}`]),
      { onLine: line => (this.#report += line) });
    await within(5000, 'starting iperf3', this.#listening());
  }

  async #listening() {
    while (!listens(this.#server.pid, PORT)) {
      if (this.#server.ended) throw new Error(`iperf3: ${this.#server.lastWords}`);
      await delay(10);
    }
  }

  start() {
    const client = ['iperf3', '--client', this.lab.receiverAddress, '-p', `${PORT}`,
      '-t', `${this.seconds}`, '-i', '0.1', '-C', this.congestion, '--forceflush'];
    // The table's head is printed when the data begins to flow.
    this.#client = new ChildProcess(this.lab.on('a', client), {
      onLine: line => line.includes('Interval') && (this.#startedAt ??= Date.now()),
    });
    return Promise.resolve();
  }

  async finish() {
    const ends = [this.#client, this.#server];
    const cpu = ends.reduce((sum, child) => sum + cpuSeconds(child.pid), 0);
    const rss = ends.map(child => peakResident(child.pid));
    await this.#client.end(10_000);
    await this.#server.end(3000);
    if (this.#startedAt === undefined) throw new Error(`iperf3: ${this.#client.lastWords}`);
    return { series: this.#series(), cpu, rss, notes: [] };
  }

  #series() {
    const series = [[this.#startedAt, 0]];
    let bytes = 0;
    for (const { sum } of JSON.parse(this.#report).intervals ?? []) {
      bytes += sum.bytes;
      series.push([this.#startedAt + sum.end * 1000, bytes]);
    }
    return series;
  }

  async cancel() {
    await Promise.all([this.#client, this.#server].map(child => child?.end()));
  }
}

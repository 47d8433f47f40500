// Copies of a file, by p2pcopy and by scp. What arrives is watched in the target directory, so that
// both are measured alike.
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { ChildProcess, delay, output, within } from '../../../common/process.mjs';
import { listens } from '../usage.mjs';

const SAMPLE_MS = 10;
const SSH_PORT = 2222;

class FileFlow {
  #series = [];
  #watcher;

  async prepare(context) {
    this.context = context;
    this.target = join(context.work, 'target');
    rmSync(this.target, { recursive: true, force: true });
    mkdirSync(this.target);
  }

  /** Starts copying; the promise ends when the sender has ended. */
  async start() {
    const started = Date.now();
    this.#watcher = setInterval(() => this.#sample(), SAMPLE_MS);
    await this.copy();
    if (this.cut) return;
    this.endedAt = Date.now();
    this.wall = this.endedAt - started;
  }

  #sample() {
    const bytes = bytesIn(this.target);
    if (bytes > 0) this.#series.push([Date.now(), bytes]);
  }

  async finish() {
    clearInterval(this.#watcher);
    await this.end();
    const meters = this.meters.map(file => JSON.parse(readFileSync(file, 'utf8')));
    if (this.endedAt) {
      await this.#compare();
      this.#series.push([this.endedAt, this.context.bytes]);
    }
    rmSync(this.target, { recursive: true, force: true });
    return {
      series: this.#series,
      cpu: meters.reduce((sum, meter) => sum + meter.cpu, 0),
      rss: meters.map(meter => meter.rss),
      wall: this.wall,
      complete: this.endedAt !== undefined,
      notes: [],
    };
  }

  async #compare() {
    const files = readdirSync(this.target);
    if (files.length !== 1) throw new Error(`the target directory holds ${files.length} files`);
    await output(['cmp', this.context.file, join(this.target, files[0])]);
  }

  async cancel() {
    clearInterval(this.#watcher);
    await this.end();
    rmSync(this.target, { recursive: true, force: true });
  }

  metered(host, argv, options) {
    const file = join(this.context.work, `meter-${host}.json`);
    rmSync(file, { force: true });
    (this.meters ??= []).push(file);
    return new ChildProcess(this.context.lab.on(host, [this.context.meter, file, ...argv]), options);
  }
}

export class P2pcopyFileFlow extends FileFlow {
  #ends = [];

  async copy() {
    const common = ['--stun', 'none', '--json'];
    const { program, file, env } = this.context;
    const sender = this.metered('a', [program, 'send', file, ...common], {
      env,
      onLine: line => passBlob(line, receiver),
    });
    const receiver = this.metered('b', [program, 'receive', '-d', this.target, '--yes', ...common], {
      env,
      onLine: line => passBlob(line, sender),
    });
    this.#ends = [sender, receiver];
    const codes = await Promise.all(this.#ends.map(child => child.exited));
    if (codes.some(code => code !== 0) && !this.cut) {
      throw new Error(`p2pcopy ended with ${codes.join(' and ')}: ${sender.lastWords}`);
    }
  }

  async end() {
    this.cut = true;
    await Promise.all(this.#ends.map(child => child.end()));
  }
}

function passBlob(line, other) {
  const event = JSON.parse(line);
  if (event.event === 'blob') other.writeLine(event.blob);
}

export class ScpFlow extends FileFlow {
  #server;
  #client;

  constructor(options = []) {
    super();
    this.options = options;
  }

  async prepare(context) {
    await super.prepare(context);
    const keys = join(context.work, 'keys');
    rmSync(keys, { recursive: true, force: true });
    mkdirSync(keys, { mode: 0o700 });
    for (const key of ['host', 'user']) {
      await output(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(keys, key)]);
    }
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    writeFileSync(join(keys, 'config'), sshdConfig(keys, context.lab.receiverAddress));
    const sshd = await output(['sh', '-c', 'PATH=$PATH:/usr/sbin:/sbin command -v sshd']);
    this.#server = this.metered('b', [sshd, '-D', '-e', '-f', join(keys, 'config')]);
    await within(5000, 'starting sshd', this.#listening());
    this.key = join(keys, 'user');
  }

  async #listening() {
    while (!listens(this.#server.pid, SSH_PORT)) {
      if (this.#server.ended) throw new Error(`sshd: ${this.#server.lastWords}`);
      await delay(10);
    }
  }

  async copy() {
    const { file, lab } = this.context;
    const to = `${userInfo().username}@${lab.receiverAddress}:${this.target}/`;
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'BatchMode=yes',
      'IdentitiesOnly=yes', 'LogLevel=ERROR', ...this.options];
    this.#client = this.metered('a', ['scp', '-q', '-F', '/dev/null', '-P', `${SSH_PORT}`,
      '-i', this.key, ...options.flatMap(option => ['-o', option]), file, to]);
    const code = await this.#client.exited;
    if (code !== 0 && !this.cut) {
      throw new Error(`scp: ${this.#client.lastWords}; sshd: ${this.#server.lastWords}`);
    }
  }

  async end() {
    this.cut = true;
    await this.#client?.end();
    await this.#server?.end();
  }
}

function sshdConfig(keys, address) {
  return [
    `ListenAddress ${address}:${SSH_PORT}`,
    `HostKey ${join(keys, 'host')}`,
    `AuthorizedKeysFile ${join(keys, 'user.pub')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}

/** Counts what is on the disk, so that a file that was made long in advance does not mislead. */
function bytesIn(directory) {
  let sum = 0;
  for (const name of readdirSync(directory)) {
    try {
      const { size, blocks } = statSync(join(directory, name));
      sum += Math.min(size, blocks * 512);
    } catch {
      // It was renamed in between: the next look finds it.
    }
  }
  return sum;
}

// The laboratory (../lab), as the benchmark uses it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { output } from '../../common/process.mjs';

const LAB = fileURLToPath(new URL('../../lab/lab', import.meta.url));

export class Lab {
  #name = `b${process.pid}`;
  #emulated;

  /** `kind` is 'alone', 'wire', or a list of link parameters. */
  static async up(kind, seed) {
    const lab = new Lab();
    lab.#emulated = Array.isArray(kind);
    lab.receiverAddress = kind === 'alone' ? '10.77.0.1' : '10.77.0.2';
    const options = lab.#emulated ? ['--seed', String(seed), ...kind] : [`--${kind}`];
    await output([LAB, 'up', lab.#name, ...options]);
    if (lab.#emulated) lab.emulatorPid = Number(await output([LAB, 'emulator', lab.#name]));
    return lab;
  }

  /** Returns the command that runs `argv` on host a or b. */
  on(host, argv) {
    return [LAB, 'exec', this.#name, host, ...argv];
  }

  set(parameters) {
    return output([LAB, 'set', this.#name, ...parameters]);
  }

  async stats() {
    return this.#emulated ? JSON.parse(await output([LAB, 'stats', this.#name])) : undefined;
  }

  /** Not asynchronous, so that it can be the last act of a process. */
  static down() {
    spawnSync(LAB, ['down', `b${process.pid}`], { stdio: 'inherit' });
  }
}

// What processes and the machine have used, from /proc.
import { readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';

/** Linux reports to user space in these units on all architectures. */
const TICKS_PER_SECOND = 100;

/** CPU seconds of a process and of all that it started: browsers are many processes. */
export function cpuSeconds(pid) {
  const stats = readdirSync('/proc').filter(name => /^[0-9]+$/.test(name)).map(statOf).filter(Boolean);
  const sum = own => stats
    .filter(stat => stat.parent === own.pid)
    .reduce((seconds, child) => seconds + sum(child), own.seconds);
  const root = stats.find(stat => stat.pid === pid);
  return root ? sum(root) : 0;
}

/** Of one process, with those children that have ended. */
function statOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  if (!stat) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  const ticks = fields[11] + fields[12] + fields[13] + fields[14];
  return { pid: Number(pid), parent: fields[1], seconds: ticks / TICKS_PER_SECOND };
}

/** Peak resident size in bytes; 0 if the process is gone. */
export function peakResident(pid) {
  const line = /VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '');
  return line ? Number(line[1]) * 1024 : 0;
}

/** Whether the process's network namespace has a TCP socket that listens on this port. */
export function listens(pid, port) {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return ['tcp', 'tcp6'].some(table =>
    (read(`/proc/${pid}/net/${table}`) ?? '')
      .split('\n')
      .some(line => line.includes(wanted) && / 0A /.test(line)));
}

/** Busy seconds of the whole machine so far: of programs, and taken by the hypervisor. */
export function machineSeconds() {
  const [user, nice, system, , , , , steal] = read('/proc/stat')
    .split('\n')[0]
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(ticks => Number(ticks) / TICKS_PER_SECOND);
  return { programs: user + nice + system, stolen: steal ?? 0 };
}

export const cores = cpus().length;

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

// How much memory the pages of a browser take: that of its processes which render.

import { readFileSync, readdirSync } from "node:fs";

const INTERVAL = 500;

/**
 * Looks at the renderers of the browser with this profile twice a second. `stop` returns the most
 * that the one of the page took, in MB: `pss`, where what processes share is divided among them, and
 * `rss`. The page's is the largest; browsers keep another one in reserve.
 */
export function watchMemory(profile) {
  const most = { pss: 0, rss: 0 };
  const timer = setInterval(() => {
    for (const { pss, rss } of renderersOf(profile).map(memoryOf)) {
      most.pss = Math.max(most.pss, pss);
      most.rss = Math.max(most.rss, rss);
    }
  }, INTERVAL);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function renderersOf(profile) {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(processOf);
  const mine = new Set(
    processes.filter(({ command }) => command.includes(profile) && !command.includes("--type=")).map(({ pid }) => pid),
  );
  for (let before = 0; before < mine.size; ) {
    before = mine.size;
    for (const { pid, parent } of processes) if (mine.has(parent)) mine.add(pid);
  }
  return processes.filter(({ pid, command }) => mine.has(pid) && command.includes("--type=renderer")).map(({ pid }) => pid);
}

function processOf(pid) {
  const command = read(`/proc/${pid}/cmdline`);
  const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? "";
  return { pid, parent, command };
}

function memoryOf(pid) {
  const text = read(`/proc/${pid}/smaps_rollup`);
  const field = (name) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1000);
  return { pss: field("Pss"), rss: field("Rss") };
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process has ended meanwhile.
    return "";
  }
}

// Measures the memory of a browser's pages: that of its renderer processes.

import { readFileSync, readdirSync } from "node:fs";

const SAMPLE_INTERVAL_MS = 500;

/**
 * Samples the renderers of the browser with this profile twice a second. `stop` returns the peak of the
 * largest renderer, which is the page's, in MB: `pss` (shared memory divided among processes) and `rss`.
 */
export function watchMemory(profile) {
  const most = { pss: 0, rss: 0 };
  const timer = setInterval(() => {
    for (const { pss, rss } of renderersOf(profile).map(memoryOf)) {
      most.pss = Math.max(most.pss, pss);
      most.rss = Math.max(most.rss, rss);
    }
  }, SAMPLE_INTERVAL_MS);
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
  const browser = new Set(
    processes.filter(({ command }) => command.includes(profile) && !command.includes("--type=")).map(({ pid }) => pid),
  );
  for (let before = 0; before < browser.size; ) {
    before = browser.size;
    for (const { pid, parent } of processes) if (browser.has(parent)) browser.add(pid);
  }
  return processes.filter(({ pid, command }) => browser.has(pid) && command.includes("--type=renderer")).map(({ pid }) => pid);
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
    // The process has ended.
    return "";
  }
}

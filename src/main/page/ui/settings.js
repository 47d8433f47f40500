// The STUN servers that report this device's public address.

import { byId, setText } from "./dom.js";

/** Browsers gather slowly with more servers than this. */
const WELL_KNOWN = ["stun:stun.cloudflare.com:3478", "stun:stun.l.google.com:19302"];

/** The key in localStorage. */
const STORAGE_KEY = "p2pcopy-stun";

let servers = WELL_KNOWN;

/** `?stun=none` disables STUN for this visit, `?stun=HOST:PORT` names other servers. */
export function prepareSettings() {
  const given = new URLSearchParams(location.search).get("stun");
  const isOn = byId("stun");
  isOn.checked = given !== "none" && readChoice() !== "off";
  isOn.addEventListener("change", () => keepChoice(isOn.checked ? "on" : "off"));
  if (given !== null && given !== "none") servers = given.split(",").map((server) => `stun:${server}`);
  setText(byId("stun-servers"), servers.map((server) => server.slice("stun:".length)).join(", "));
}

export function stunServers() {
  return byId("stun").checked ? servers : [];
}

function readChoice() {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    // The browser is set to store nothing.
    return null;
  }
}

function keepChoice(choice) {
  try {
    localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // The choice then lasts until the page is closed.
  }
}

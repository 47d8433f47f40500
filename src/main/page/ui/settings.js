// Whom to ask for this device's address on the internet.

import { byId, setText } from "./dom.js";

/** Browsers get slow with more of them. */
const WELL_KNOWN = ["stun:stun.cloudflare.com:3478", "stun:stun.l.google.com:19302"];

/** What the person has chosen is kept for the next visit under this name. */
const CHOICE = "p2pcopy-stun";

let servers = WELL_KNOWN;

/** `?stun=none` asks nobody on this visit, `?stun=HOST:PORT` another server. */
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
    return localStorage.getItem(CHOICE);
  } catch {
    // The person lets pages keep nothing.
    return null;
  }
}

function keepChoice(choice) {
  try {
    localStorage.setItem(CHOICE, choice);
  } catch {
    // It holds until the page is left.
  }
}

// Whom to ask for this device's address on the internet.

import { byId, setText } from "./dom.js";

/** Browsers get slow with more of them. */
const WELL_KNOWN = ["stun:stun.cloudflare.com:3478", "stun:stun.l.google.com:19302"];

let servers = WELL_KNOWN;

/** `?stun=none` asks nobody, `?stun=HOST:PORT` another server. */
export function prepareSettings() {
  const given = new URLSearchParams(location.search).get("stun");
  if (given === "none") byId("stun").checked = false;
  else if (given !== null) servers = given.split(",").map((server) => `stun:${server}`);
  setText(byId("stun-servers"), servers.map((server) => server.slice("stun:".length)).join(", "));
}

export function stunServers() {
  return byId("stun").checked ? servers : [];
}

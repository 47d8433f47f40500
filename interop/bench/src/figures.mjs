// The figures that are taken from one measurement. All times that come out are in seconds, rates in
// bytes a second, cpu in seconds per 100 MB for both ends together.
import { bytesAt, firstReaching, percentile, rateBetween } from './series.mjs';

/** What IP, UDP, DTLS and SCTP leave of a line for data with packets of about 1200 bytes. */
const PAYLOAD_SHARE = 0.93;
const WINDOW_MS = 200;

/**
 * `flows` are what the flows' finish() returned, `start` is when they were started, `pings` the
 * round-trip times while they ran.
 */
export function figuresOf(scene, flows, start, pings) {
  const [flow] = flows;
  const figures = {
    ...rateFigures(scene, flow),
    cpu: (flow.cpu / (flow.series.at(-1)?.[1] || 1)) * 1e8,
    rss: Math.max(...flow.rss),
  };
  if (flows.length === 2) Object.assign(figures, shareFigures(scene, flows, start));
  if (scene.line && !scene.bytes) figures.startup = startup(scene, flow);
  if (scene.dark) figures.recovery = recovery(scene, flow, start);
  if (scene.slow) Object.assign(figures, slowFigures(scene, flow, start));
  if (pings?.length) {
    figures.pingExtra = percentile(pings, 95) - scene.ping.base;
    figures.pingExtraMax = Math.max(...pings) - scene.ping.base;
  }
  return figures;
}

function rateFigures(scene, { series, wall, complete }) {
  if (series.length < 2) return { rate: 0 };
  const first = series[0][0];
  const end = series.at(-1)[0];
  if (wall !== undefined && complete && !scene.skip) {
    return { rate: rateFromFirstByte(series), wall: wall / 1000 };
  }
  const from = first + scene.skip * 1000;
  return { rate: end > from ? rateBetween(series, from, end) : 0 };
}

/** From the first byte on the receiver's disk to the end of the sender, without the connecting. */
function rateFromFirstByte(series) {
  return (series.at(-1)[1] * 1000) / Math.max(1, series.at(-1)[0] - series[0][0]);
}

function shareFigures(scene, [one, other], start) {
  const from = start + scene.skip * 1000;
  const to = start + scene.seconds * 1000;
  const [a, b] = [one, other].map(flow => bytesAt(flow.series, to) - bytesAt(flow.series, from));
  return {
    rate: (a * 1000) / (to - from),
    otherRate: (b * 1000) / (to - from),
    share: a / Math.max(1, a + b),
  };
}

/** Until 95 % of what the line can carry of data is received. */
function startup(scene, { series }) {
  const first = series[0]?.[0];
  const reached = firstReaching(series, first, 0.95 * PAYLOAD_SHARE * scene.line, WINDOW_MS);
  return reached === undefined ? null : (reached - first) / 1000;
}

/** From the end of a black-out until 80 % of the rate before it. */
function recovery(scene, { series }, start) {
  const light = start + scene.dark.to * 1000;
  const before = rateBetween(series, start + scene.skip * 1000, start + scene.dark.from * 1000);
  const reached = firstReaching(series, light, 0.8 * before, WINDOW_MS);
  return reached === undefined ? null : (reached - light) / 1000;
}

function slowFigures(scene, { series }, start) {
  const { from, to, line } = scene.slow;
  const [drop, back] = [start + from * 1000, start + to * 1000];
  const before = rateBetween(series, start + scene.skip * 1000, drop);
  const up = firstReaching(series, back, 0.8 * before, WINDOW_MS);
  return {
    slowShare: rateBetween(series, drop + 2000, back) / line,
    followedUp: up === undefined ? null : (up - back) / 1000,
  };
}

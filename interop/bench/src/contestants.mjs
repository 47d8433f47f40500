// Who is measured.
import { fileURLToPath } from 'node:url';
import { P2pcopyFileFlow, ScpFlow } from './flows/file-flow.mjs';
import { MemoryFlow } from './flows/memory-flow.mjs';
import { TcpFlow } from './flows/tcp-flow.mjs';

const project = path => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const bench = path => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const jar = project('target/p2pcopy.jar');
export const program = project('target/p2pcopy');
export const classes = bench('target/classes');

/** As the launcher of p2pcopy starts Java. */
const JAVA = ['java', '-Xmx152m', '-Xmn48m', '-XX:SurvivorRatio=1',
  '-XX:MaxDirectMemorySize=64m', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-Xshare:auto', '-Xlog:disable', '-Xlog:all=error:stderr'];

const java = (...args) =>
  [...JAVA, '-cp', `${classes}:${jar}`, 'io.p2pcopy.bench.MemoryToMemory', ...args];
const node = library => role => [process.execPath, bench('src/webrtc-peer.mjs'), library, role];

const toBrowser = (browser, sender) => role =>
  role === 'send' ? sender(role, 'sdp') : [process.execPath, bench('src/browser-peer.mjs'), browser];

export const contestants = {
  p2pcopy: { label: 'p2pcopy', ours: true, flow: () => new MemoryFlow(role => java(role)) },
  'p2pcopy-chromium': {
    label: 'p2pcopy to Chromium',
    ours: true,
    flow: () => new MemoryFlow(toBrowser('chromium', java)),
  },
  'libwebrtc-chromium': {
    label: 'libwebrtc to Chromium',
    flow: () => new MemoryFlow(toBrowser('chromium', node('libwebrtc'))),
  },
  'p2pcopy-firefox': {
    label: 'p2pcopy to Firefox',
    ours: true,
    flow: () => new MemoryFlow(toBrowser('firefox', java)),
  },
  'libwebrtc-firefox': {
    label: 'libwebrtc to Firefox',
    flow: () => new MemoryFlow(toBrowser('firefox', node('libwebrtc'))),
  },
  'p2pcopy-file': { label: 'p2pcopy', ours: true, flow: () => new P2pcopyFileFlow() },
  scp: { label: 'scp', flow: () => new ScpFlow() },
  'scp-aes': {
    label: 'scp, aes128-gcm',
    flow: () => new ScpFlow(['Ciphers=aes128-gcm@openssh.com']),
  },
  libdatachannel: { label: 'libdatachannel', flow: () => new MemoryFlow(node('libdatachannel')) },
  libwebrtc: { label: 'libwebrtc', flow: () => new MemoryFlow(node('libwebrtc')) },
  'tcp-cubic': { label: 'TCP CUBIC', flow: () => new TcpFlow('cubic') },
  'tcp-bbr': { label: 'TCP BBR', flow: () => new TcpFlow('bbr') },
};

/** The label of 'x' or of 'x|y'. */
export function labelOf(id) {
  return id.split('|').map(part => contestants[part].label).join(' and ');
}

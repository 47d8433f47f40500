// The ends there are, and how each is started.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { output } from '../../common/process.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const JAVA = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
const CLASS_PATH = process.env.P2PCOPY_CLASS_PATH ?? path('../../../target/p2pcopy.jar');
const OUR_CLASSES = path('../target/classes');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FIREFOX =
  process.env.FIREFOX ?? ['/usr/bin/firefox', '/usr/bin/firefox-esr'].find(existsSync);

const nodePeer = (library) => [process.execPath, path('peers/node-peer.mjs'), library];
const browserPeer = (...words) => [process.execPath, path('peers/browser-peer.mjs'), ...words];

export const OURS = 'p2pcopy';

/**
 * Name to title (as the table has it) and command line. Two faults that docs/interop.md tells of are
 * looked at in one case each, and kept out of the others: `reliable` is the largest message, where
 * that is less than what it promises; `takesTurns` is false where one channel holds up the others.
 * `isSlow`: it needs several times as long as the others.
 */
export const ENDS = new Map([
  [
    OURS,
    {
      title: 'p2pcopy',
      argv: async () => [
        JAVA, '-Xmx256m', '-cp', `${CLASS_PATH}:${OUR_CLASSES}`, 'io.p2pcopy.matrix.MatrixEnd', await ourVersion(),
      ],
    },
  ],
  ['chromium', { title: 'Chromium', argv: () => browserPeer('chrome', CHROMIUM) }],
  [
    'firefox',
    {
      title: 'Firefox',
      argv: () => browserPeer('firefox', FIREFOX),
      reliable: 65_536,
      takesTurns: false,
    },
  ],
  ['werift', { title: 'werift', argv: () => nodePeer('werift'), isSlow: true }],
  [
    'libwebrtc',
    { title: 'libwebrtc (npm @roamhq/wrtc)', argv: () => nodePeer('libwebrtc'), takesTurns: false },
  ],
  [
    'libdatachannel',
    { title: 'libdatachannel (npm node-datachannel)', argv: () => nodePeer('libdatachannel') },
  ],
  [
    'gstreamer',
    {
      title: "GStreamer's webrtcbin",
      // Debian's own Python has Debian's bindings.
      argv: () => ['/usr/bin/python3', path('peers/gstreamer-peer.py')],
    },
  ],
  [
    'aiortc',
    { title: 'aiortc', argv: () => ['/usr/bin/python3', path('peers/aiortc-peer.py')], isSlow: true },
  ],
  [
    'pion',
    {
      title: 'pion',
      argv: async () => [path('../target/pion-peer'), await debianVersion('golang-github-pion-webrtc.v3-dev')],
      // It reads into a buffer of that size.
      reliable: 65_535,
    },
  ],
]);

/** The sources do not tell their own version. */
async function debianVersion(name) {
  const version = await output(['dpkg-query', '-W', '-f=${Version}', name]);
  return version.trim().split('-')[0];
}

let askedVersion;

function ourVersion() {
  askedVersion ??= output([JAVA, '-cp', CLASS_PATH, 'io.p2pcopy.cli.Main', '--version']).then(
    (line) => line.split('\n')[0].split(' ').at(-1),
  );
  return askedVersion;
}

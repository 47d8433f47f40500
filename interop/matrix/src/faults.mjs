// The other implementations' own faults: in which case each shows, and how. docs/interop.md tells of
// them, with the packets.
import { readFileSync } from 'node:fs';

const DOCUMENT = new URL('../../../docs/interop.md', import.meta.url);

const NOT_RECEIVED = /^p2pcopy: "received channel-\d+" took longer/;
const NOT_CLOSED_HERE = /^p2pcopy: "closed channel-\d+" took longer/;

/**
 * Peer to case to fault: `told` is the heading in the document, `symptom` what the case says then,
 * and only then; `sometimes` is set where it depends on chance, `role` where it shows in one role.
 */
const FAULTS = {
  firefox: {
    large: {
      told: 'Firefox: messages above 64 KiB',
      symptom: /^(firefox: "received channel-\d+" took longer|(messages|bytes|content|order): )/,
      sometimes: true,
    },
    turns: {
      told: 'Firefox and @roamhq/wrtc: one channel blocks the others',
      symptom: /^firefox: all of the first channel came first$/,
      sometimes: true,
    },
  },
  werift: {
    empty: { told: 'werift: empty messages', symptom: NOT_RECEIVED },
    labels: {
      told: 'werift: labels outside ASCII',
      symptom: /^p2pcopy: "channel channel-\d+-größe-\u{1f642}" took longer/u,
    },
    channels: {
      told: 'werift: stream identifiers by the wrong role',
      symptom: /^(werift: closed channel-\d+ instead of "open"|(werift|p2pcopy): "(received|open|channel) channel-\d+" took longer)/,
    },
    reopen: {
      told: 'werift: stream identifiers by the wrong role',
      symptom: /^(werift: closed channel-\d+ instead of "open"|(werift|p2pcopy): "(closed|open|channel) channel-\d+" took longer)/,
    },
    'they-end': { told: 'werift: close() sends nothing', symptom: NOT_CLOSED_HERE },
  },
  libwebrtc: {
    turns: {
      told: 'Firefox and @roamhq/wrtc: one channel blocks the others',
      symptom: /^libwebrtc: all of the first channel came first$/,
      sometimes: true,
    },
    reopen: {
      told: '@roamhq/wrtc: messages queued at a close are lost',
      symptom: /^p2pcopy: closed channel-\d+ instead of "received"/,
    },
  },
  gstreamer: {
    empty: { told: 'GStreamer: empty messages', symptom: /^content: / },
    reopen: {
      told: 'GStreamer: a close overtakes messages',
      symptom: /^gstreamer: closed channel-\d+ instead of "received"/,
      sometimes: true,
    },
    'we-end': {
      told: 'GStreamer: no end of a connection',
      symptom: /^gstreamer: "closed channel-\d+" took longer/,
    },
    'they-end': { told: 'GStreamer: no end of a connection', symptom: NOT_CLOSED_HERE },
  },
  aiortc: {
    labels: {
      told: 'aiortc: labels outside ASCII',
      symptom: /^aiortc: closed channel-\d+-größe-\u{1f642} instead of "open"/u,
    },
    reopen: {
      told: 'aiortc: messages queued at a close are lost',
      symptom: /^p2pcopy: closed channel-\d+ instead of "received"/,
    },
  },
};

/** Returns {told, symptom, sometimes}, or undefined if the case is to pass. */
export function faultOf(peer, testCase) {
  return FAULTS[peer]?.[testCase];
}

/** A fault that is not told of in the document is none. */
export function checkDocument() {
  const document = readFileSync(DOCUMENT, 'utf8');
  for (const { told } of Object.values(FAULTS).flatMap((cases) => Object.values(cases))) {
    if (!document.includes(`\n### ${told}\n`)) throw new Error(`docs/interop.md does not tell of "${told}"`);
  }
}

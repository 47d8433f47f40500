// One end of a WebRTC data channel from memory to memory, led as peer-protocol.md says.
// usage: node webrtc-peer.mjs libdatachannel|libwebrtc send|receive
import { createInterface } from 'node:readline';

const MESSAGE = new Uint8Array(64 * 1024).map((_, i) => (i * 2654435761) >>> 13);
const QUEUED_HIGH = 4 << 20;
const QUEUED_LOW = 1 << 20;
const REPORT_MS = 100;
const REFILL_MS = 10;

const [library, role] = process.argv.slice(2);
const sends = role === 'send';
const print = line => process.stdout.write(line + '\n');
const signal = object => print('signal ' + Buffer.from(JSON.stringify(object)).toString('base64'));

let described = false;
const earlyFromPeer = [];
const earlyForPeer = [];

/** The peer's candidates may come before the description that they belong to. */
async function takeSignal(object) {
  if (!object.sdp && !described) {
    earlyFromPeer.push(object);
    return;
  }
  await handleSignal(object);
  if (object.sdp) {
    described = true;
    for (const candidate of earlyFromPeer) await handleSignal(candidate);
    for (const candidate of earlyForPeer) signal(candidate);
  }
}

/**
 * The sender keeps its candidates until it has the answer: otherwise libdatachannel's handshake may
 * overtake the answer, and it fails for want of the fingerprint.
 */
function signalCandidate(object) {
  if (sends && !described) earlyForPeer.push(object);
  else signal(object);
}

/** The libraries close what the garbage collector finds. */
const kept = [];
let started = () => {};
let received = 0;
let reported = 0;

/** Called with each message too: a flood of messages starves the event loop's timers. */
function count(bytes) {
  received += bytes;
  if (Date.now() - reported >= REPORT_MS) report();
}

function report() {
  reported = Date.now();
  print(`bytes ${reported} ${received}`);
}

const libraries = {
  async libdatachannel() {
    const { default: nd } = await import('node-datachannel');
    const pc = new nd.PeerConnection(role, { iceServers: [] });
    pc.onLocalDescription((sdp, type) => signal({ sdp, type }));
    pc.onLocalCandidate((candidate, mid) => signalCandidate({ candidate, mid }));
    const ready = channel => {
      channel.setBufferedAmountLowThreshold(QUEUED_LOW);
      const fill = () => {
        while (channel.bufferedAmount() < QUEUED_HIGH) channel.sendMessageBinary(MESSAGE);
      };
      channel.onBufferedAmountLow(fill);
      started = fill;
      print('ready');
    };
    pc.onDataChannel(channel => {
      kept.push(channel);
      channel.onMessage(message => count(message.byteLength));
      print('ready');
    });
    if (sends) {
      const channel = pc.createDataChannel('bench');
      channel.onOpen(() => ready(channel));
    }
    return ({ sdp, type, candidate, mid }) => {
      if (sdp) pc.setRemoteDescription(sdp, type);
      else pc.addRemoteCandidate(candidate, mid);
    };
  },

  async libwebrtc() {
    const { default: wrtc } = await import('@roamhq/wrtc');
    const pc = new wrtc.RTCPeerConnection();
    pc.onicecandidate = ({ candidate }) => candidate && signalCandidate({ candidate });
    pc.ondatachannel = ({ channel }) => {
      kept.push(channel);
      channel.binaryType = 'arraybuffer';
      channel.onmessage = ({ data }) => count(data.byteLength);
      print('ready');
    };
    const describe = async description => {
      // First, so that no candidate gets ahead of it.
      signal({ sdp: description.sdp, type: description.type });
      await pc.setLocalDescription(description);
    };
    if (sends) {
      const channel = pc.createDataChannel('bench');
      channel.bufferedAmountLowThreshold = QUEUED_LOW;
      const fill = () => {
        while (channel.bufferedAmount < QUEUED_HIGH) channel.send(MESSAGE);
      };
      channel.onbufferedamountlow = fill;
      channel.onopen = () => {
        started = fill;
        print('ready');
      };
      await describe(await pc.createOffer());
    }
    return async ({ sdp, type, candidate }) => {
      if (candidate) return pc.addIceCandidate(candidate);
      await pc.setRemoteDescription({ sdp, type });
      if (!sends) await describe(await pc.createAnswer());
    };
  },
};

const handleSignal = await libraries[library]();

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('signal ')) {
    await takeSignal(JSON.parse(Buffer.from(line.slice(7), 'base64').toString()));
  } else if (line === 'go') {
    if (!sends) {
      report();
      setInterval(report, REPORT_MS);
    }
    started();
    // The event that the queue is short is not fired each time.
    if (sends) setInterval(started, REFILL_MS);
  } else if (line === 'stop') {
    process.exit(0);
  }
}
process.exit(0);

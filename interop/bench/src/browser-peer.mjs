// A browser as the receiving end of a data channel, led as peer-protocol.md says.
// usage: node browser-peer.mjs chromium|firefox
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

const REPORT_MS = 100;

const BROWSERS = {
  chromium: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  },
  firefox: {
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
  },
};

const print = line => process.stdout.write(line + '\n');
const signal = object => print('signal ' + Buffer.from(JSON.stringify(object)).toString('base64'));

const browser = await puppeteer.launch({ headless: true, ...BROWSERS[process.argv[2]] });
const page = await browser.newPage();
await page.evaluate(() => {
  window.received = 0;
  window.peer = new RTCPeerConnection();
  window.open = new Promise(resolve => {
    window.peer.ondatachannel = ({ channel }) => {
      channel.binaryType = 'arraybuffer';
      channel.onmessage = ({ data }) => (window.received += data.byteLength);
      window.channel = channel;
      resolve();
    };
  });
});

let described = false;
const early = [];

/** The peer's candidates may come before the description that they belong to. */
async function takeSignal({ sdp, type, candidate, mid }) {
  if (sdp) {
    signal(await answerTo({ sdp, type }));
    described = true;
    for (const init of early) await addCandidate(init);
    page.evaluate(() => window.open).then(() => print('ready'));
    return;
  }
  const init = typeof candidate === 'string' ? { candidate, sdpMid: mid } : candidate;
  if (described) await addCandidate(init);
  else early.push(init);
}

function answerTo(offer) {
  return page.evaluate(async description => {
    const { peer } = window;
    await peer.setRemoteDescription(description);
    await peer.setLocalDescription(await peer.createAnswer());
    while (peer.iceGatheringState !== 'complete') {
      await new Promise(resolve => (peer.onicegatheringstatechange = resolve));
    }
    return { sdp: peer.localDescription.sdp, type: 'answer' };
  }, offer);
}

function addCandidate(init) {
  return page.evaluate(candidate => window.peer.addIceCandidate(candidate), init);
}

async function report() {
  const [time, bytes] = await page.evaluate(() => [Date.now(), window.received]);
  print(`bytes ${time} ${bytes}`);
}

async function reportUntilTheEnd() {
  for (;;) {
    await report();
    await new Promise(resolve => setTimeout(resolve, REPORT_MS));
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('signal ')) {
    await takeSignal(JSON.parse(Buffer.from(line.slice(7), 'base64').toString()));
  } else if (line === 'go') {
    reportUntilTheEnd().catch(() => {});
  } else if (line === 'stop') {
    break;
  }
}
await browser.close();
process.exit(0);

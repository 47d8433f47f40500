// An implementation from npm as an end of the matrix.
// usage: node node-peer.mjs werift|libwebrtc|libdatachannel
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { End } from '../end.mjs';
import { libdatachannelConnection } from './libdatachannel.mjs';
import { w3cConnection } from '../w3c.mjs';

const say = (line) => process.stdout.write(`${line}\n`);

const packageVersion = (name) =>
  JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url)))
    .version;

const libraries = {
  async werift() {
    const { RTCPeerConnection } = await import('werift');
    return {
      version: packageVersion('werift'),
      connect: () => w3cConnection(RTCPeerConnection),
    };
  },
  async libwebrtc() {
    const { default: wrtc } = await import('@roamhq/wrtc');
    return {
      version: packageVersion('@roamhq/wrtc'),
      connect: () => w3cConnection(wrtc.RTCPeerConnection),
    };
  },
  async libdatachannel() {
    const { default: library } = await import('node-datachannel');
    return {
      version: `${packageVersion('node-datachannel')} (${library.getLibraryVersion()})`,
      connect: () => libdatachannelConnection(library),
    };
  },
};

const { version, connect } = await libraries[process.argv[2]]();
const end = new End(connect, say);
say(`version ${version}`);
for await (const line of createInterface({ input: process.stdin })) {
  // Not waited for: the next line may come while messages are being sent.
  end.handle(line);
}
process.exit(0);

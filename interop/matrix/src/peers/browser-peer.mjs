// A browser as an end of the matrix, with its default settings: a page with end.mjs.
// usage: node browser-peer.mjs chrome|firefox EXECUTABLE
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';

const CHROME_FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic'];

const SCRIPT = `
  import { End } from './end.mjs';
  import { w3cConnection } from './w3c.mjs';
  const end = new End(() => w3cConnection(RTCPeerConnection), (line) => window.say(line));
  window.handle = (line) => void end.handle(line);
`;

const PAGES = new Map([
  ['/', ['text/html', () => `<!doctype html><script type="module">${SCRIPT}</script>`]],
  ['/end.mjs', ['text/javascript', () => file('../end.mjs')]],
  ['/w3c.mjs', ['text/javascript', () => file('../w3c.mjs')]],
]);

const [name, executablePath] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);

const server = createServer(serve);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const browser = await puppeteer.launch({
  browser: name,
  executablePath,
  headless: true,
  args: name === 'chrome' ? CHROME_FLAGS : [],
});
say(`group ${browser.process().pid}`);
const page = await browser.newPage();
page.on('pageerror', (error) => say(`error page: ${error.message}`));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.exposeFunction('say', say);
await page.waitForFunction(() => 'handle' in window);
say(`version ${(await browser.version()).replace(/^\D*/, '')}`);
for await (const line of createInterface({ input: process.stdin })) {
  page.evaluate((text) => window.handle(text), line).catch((error) => say(`error ${error.message}`));
}
await browser.close();
process.exit(0);

async function serve(request, response) {
  const [type, content] = PAGES.get(request.url) ?? [];
  if (!type) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': type });
  response.end(await content());
}

function file(path) {
  return readFile(new URL(path, import.meta.url));
}

// Starts the page.

import { App } from "./ui/app.js";

// Saved for a friend, so taken before anything changes the document.
const pristine = `<!doctype html>\n${document.documentElement.outerHTML}\n`;

new App(pristine).start();

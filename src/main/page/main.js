// The page begins here.

import { App } from "./ui/app.js";

// What a person saves for a friend is the page as it was before anything happened.
const pristine = `<!doctype html>\n${document.documentElement.outerHTML}\n`;

new App(pristine).start();

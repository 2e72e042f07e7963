import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach } from 'node:test';
import { chromium } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** The system's Chromium, else the one inside the npm package. */
async function executable() {
  const found = ['chromium', 'chromium-browser', 'google-chrome'].map(onPath).find(Boolean);
  if (found) return found;
  const packaged = await import('@sparticuz/chromium');
  return packaged.default.executablePath();
}

/** What the pages' content security policy kept from happening since the last test. */
const violations = [];

// A page that breaks its own policy is broken, whatever it shows: the test that meets one fails.
afterEach(() => {
  const found = violations.splice(0);
  if (found.length > 0) throw new Error(`against the content security policy:\n${found.join('\n')}`);
});

async function watchPolicy(context) {
  await context.exposeBinding('sightlineViolation', (_source, violation) => violations.push(violation));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const place = `${event.sourceFile}:${event.lineNumber}`;
      window.sightlineViolation(`${event.documentURI}: ${event.effectiveDirective} ${event.blockedURI} at ${place}`);
    });
  });
}

/** Opens a browser with an empty profile of its own. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: await executable(), args: QUIET, headless: true });
  return {
    /** A fresh person: no cookies, nothing remembered. */
    async person(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options });
      context.setDefaultTimeout(15_000);
      await watchPolicy(context);
      return context.newPage();
    },
    async close() {
      await browser.close();
    },
  };
}

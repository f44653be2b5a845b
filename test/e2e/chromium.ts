import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Only this machine can be reached.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** In milliseconds, because a browser starts while other tests run. */
const PATIENCE = 60_000;

/** A browser with a new profile. It exits when the context is closed. */
export async function startChromium(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const executable = { executablePath: '/usr/bin/chromium', args: ARGUMENTS };
  const context = await chromium.launchPersistentContext('', { ...options, ...executable });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

/** A page's requests to other origins, and its errors and console messages, except those that are tolerated. */
export function faultsOf(page: Page, origin: string, tolerated?: RegExp): readonly string[] {
  const faults: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && protocol !== 'data:' && protocol !== 'blob:')
      faults.push(`wanted ${request.url()}`);
  });
  page.on('pageerror', ({ message }) => {
    if (tolerated?.test(message) !== true) faults.push(message);
  });
  page.on('console', (message) => {
    const isFault = message.type() === 'error' || message.type() === 'warning';
    if (isFault && tolerated?.test(message.text()) !== true) faults.push(message.text());
  });
  return faults;
}

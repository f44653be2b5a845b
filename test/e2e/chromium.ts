import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing but this machine is reached.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Milliseconds: a browser starts beside all other tests. */
const PATIENCE = 60_000;

/** A browser of its own with a new profile. It ends when the context is closed. */
export async function startChromium(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const executable = { executablePath: '/usr/bin/chromium', args: ARGUMENTS };
  const context = await chromium.launchPersistentContext('', { ...options, ...executable });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

/** What a page asks for at any other origin, and what it and its console complain of, except for what is tolerated. */
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

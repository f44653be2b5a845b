import type { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const DIST = new URL('../../examples/front-end/dist/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of the example as it was built, at the address of a Switchboard. */
export interface FrontEnd {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page wanted from anywhere else, and what the browser's console complained of. */
  readonly faults: readonly string[];
}

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_ARGUMENTS });
}

/** Opens an address of the example, by a clock that stands still. Whoever opens it closes the context. */
export async function openFrontEnd(
  browser: Browser,
  { origin, path = '/', now }: { readonly origin: string; readonly path?: string; readonly now: Date },
): Promise<FrontEnd> {
  const faults: string[] = [];
  const context = await browser.newContext({
    viewport: { width: 1200, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) {
      faults.push(`wanted ${url.href}`);
      return route.abort();
    }
    // While requests are intercepted, Chromium's own cache is off, and it would ask for a live answer each time.
    const headers = { ...route.request().headers(), 'cache-control': 'max-age=0' };
    if (url.pathname === '/graphql') return route.continue({ headers });
    const file = url.pathname.startsWith('/assets/') ? url.pathname.slice(1) : 'index.html';
    const contentType = TYPES[extname(file)] ?? 'text/html';
    return route.fulfill({ body: await readFile(new URL(file, DIST)), contentType });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  await page.clock.setFixedTime(now);
  await page.goto(origin + path);
  return { page, context, faults };
}

/** By how much of the screen things jumped since the page was opened: web.dev’s Cumulative Layout Shift. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(() => {
    const observer = new PerformanceObserver(() => undefined);
    observer.observe({ type: 'layout-shift', buffered: true });
    return observer
      .takeRecords()
      .reduce(
        (sum, entry) => sum + ('value' in entry && typeof entry.value === 'number' ? entry.value : 0),
        0,
      );
  });
}

/** What axe finds serious or critical: the rule, and the elements that break it. */
export async function graveFindings(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.setLegacyMode().analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

import { AxeBuilder } from '@axe-core/playwright';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { startRewritingProxy, type RewritingProxy } from './a-rewriting-proxy.js';
import { faultsOf, startChromium } from './chromium.js';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** The example as Vite builds it, served by a proxy in front of a Switchboard, and a browser. */
export interface FrontEnd extends AsyncDisposable {
  /** Passes on what isn't a file of the example. */
  readonly proxy: RewritingProxy;
  /** A new page at an address of the example, by a clock that stands still. Whoever opens it closes it. */
  readonly open: (path: string, options: PageOptions) => Promise<OpenPage>;
}

export interface PageOptions {
  readonly now: Date;
  /** What the console may complain of. */
  readonly tolerated?: RegExp | undefined;
}

export interface OpenPage {
  readonly page: Page;
  /** What the page wanted from anywhere else, and what the browser's console complained of. */
  readonly faults: readonly string[];
}

export async function startFrontEnd(): Promise<FrontEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'front-end-'));
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'examples/front-end'];
  const options = ['--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  // Jest's own NODE_ENV would make it React's slow build for development.
  const env = { NODE_ENV: 'production' };
  const built = promisify(execFile)(process.execPath, [...vite, ...options], { env });
  const context = await startChromium({ viewport: { width: 1200, height: 900 }, reducedMotion: 'reduce' });
  await built;
  const proxy = await startRewritingProxy((request, response) => sendFile(folder, request, response));
  return {
    proxy,
    open: (path, options) => openPage(context, proxy.url, path, options),
    async [Symbol.asyncDispose]() {
      await context.close();
      await proxy[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function openPage(
  context: BrowserContext,
  origin: string,
  path: string,
  { now, tolerated }: PageOptions,
): Promise<OpenPage> {
  const page = await context.newPage();
  const faults = faultsOf(page, origin, tolerated);
  await page.clock.setFixedTime(now);
  await page.goto(origin + path);
  return { page, faults };
}

/** Answers a request for a file of the build, or for a screen; says whether it was one. */
function sendFile(folder: string, { url = '' }: IncomingMessage, response: ServerResponse): boolean {
  if (url.startsWith('/graphql')) return false;
  const isAsset = url.startsWith('/assets/');
  const file = isAsset ? url.slice(1) : 'index.html';
  response.setHeader('content-type', TYPES[extname(file)] ?? 'text/html');
  response.setHeader('cache-control', isAsset ? 'max-age=31536000, immutable' : 'no-cache');
  response.end(readFileSync(join(folder, file)));
  return true;
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

/** What axe finds serious or critical, by these rules or by all: the rule, and the elements that break it. */
export async function graveFindings(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Of what isn't a violation, axe needn't say where it is.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (rules !== undefined) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

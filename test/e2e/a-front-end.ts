import { AxeBuilder } from '@axe-core/playwright';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { builtOnce } from '../support/built-once.js';
import { startRewritingProxy, type RewritingProxy } from './a-rewriting-proxy.js';
import { faultsOf, startChromium } from './chromium.js';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** A browser and the example as built by Vite, served by a proxy in front of a Switchboard. */
export interface FrontEnd extends AsyncDisposable {
  /** Forwards requests for anything but the example's files. */
  readonly proxy: RewritingProxy;
  /** Opens an address of the example in a new page with a stopped clock. The caller closes the page. */
  readonly open: (path: string, options: PageOptions) => Promise<OpenPage>;
}

export interface PageOptions {
  readonly now: Date;
  /** The console messages to ignore. */
  readonly tolerated?: RegExp | undefined;
}

export interface OpenPage {
  readonly page: Page;
  /** The page's requests to other origins, and the errors in the browser's console. */
  readonly faults: readonly string[];
}

/** Builds the example into a folder. */
async function buildExample(folder: string): Promise<void> {
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'examples/front-end'];
  const options = ['--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  // With Jest's own NODE_ENV, it would be React's slow development build.
  const env = { NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [...vite, ...options], { env });
}

export async function startFrontEnd(): Promise<FrontEnd> {
  const built = builtOnce('front-end', ['examples/front-end'], buildExample);
  const context = await startChromium({ viewport: { width: 1200, height: 900 }, reducedMotion: 'reduce' });
  const folder = await built;
  const proxy = await startRewritingProxy((request, response) => sendFile(folder, request, response));
  return {
    proxy,
    open: (path, options) => openPage(context, proxy.url, path, options),
    async [Symbol.asyncDispose]() {
      await context.close();
      await proxy[Symbol.asyncDispose]();
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

/** Serves a file of the build, or a screen; returns whether the request was for one. */
function sendFile(folder: string, { url = '' }: IncomingMessage, response: ServerResponse): boolean {
  if (url.startsWith('/graphql')) return false;
  const isAsset = url.startsWith('/assets/');
  const file = isAsset ? url.slice(1) : 'index.html';
  response.setHeader('content-type', TYPES[extname(file)] ?? 'text/html');
  response.setHeader('cache-control', isAsset ? 'max-age=31536000, immutable' : 'no-cache');
  response.end(readFileSync(join(folder, file)));
  return true;
}

/** How much of the screen has shifted since the page was opened: web.dev's Cumulative Layout Shift. */
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

/** axe's serious or critical findings, by these rules or by all: the rule, and the elements that violate it. */
export async function graveFindings(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // axe needn't locate what isn't a violation.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (rules !== undefined) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

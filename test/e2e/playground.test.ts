import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { aCall, numberedUuid } from '../support/builders.js';
import { warsawTime } from '../subscriptions/a-call-history.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { startRewritingProxy, type RewritingProxy } from './a-rewriting-proxy.js';
import { faultsOf, startChromium } from './chromium.js';

/** A Wednesday afternoon, during working hours. */
const NOW = new Date('2026-03-04T15:30:00Z');

let server: Switchboard;
let proxy: RewritingProxy;
let context: BrowserContext;
let page: Page;
let faults: readonly string[];

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['src/http/playground/client/bundle.mjs']);
  // Shared by all tests, so that the bundle is loaded once; the playground stores its state per page.
  context = await startChromium();
  server = await startSwitchboard({ sandbox: { now: NOW } });
  proxy = await startRewritingProxy();
});

afterAll(async () => {
  await context.close();
  await proxy[Symbol.asyncDispose]();
  await server.close();
});

beforeEach(() => {
  Object.assign(proxy, { target: server.url, withheld: [], isDown: false });
});

afterEach(async () => {
  await page.close();
  expect(faults).toEqual([]);
});

test('the first tab shows calls with their notes', async () => {
  await open('/');
  expect(await page.title()).toBe('Switchboard');
  expect(await variables()).toEqual({ from: '2026-03-03T15:30:00Z', to: '2026-03-04T15:30:00Z' });

  await execute('CallsWithNotes');
  const shown = await answer();
  expect(shown).not.toHaveProperty('errors');
  expect(shown).toHaveProperty('data.calls.nodes.length', 50);
  expect(shown).toHaveProperty(
    'data.calls.nodes',
    expect.arrayContaining([
      expect.objectContaining({
        notes: expect.arrayContaining([expect.objectContaining({ text: expect.stringMatching(/\S/) })]),
        agents: expect.arrayContaining([
          expect.objectContaining({ extension: expect.objectContaining({ name: expect.any(String) }) }),
        ]),
        client: expect.objectContaining({ timezone: expect.any(String) }),
      }),
    ]),
  );
});

// Red if GraphiQL alone handles the click: it ignores clicks before its editors are loaded.
test('a click on Execute works as soon as the button appears', async () => {
  await open('/', server.url, undefined, () => {
    new MutationObserver((_, observer) => {
      const button = document.querySelector<HTMLElement>('.graphiql-execute-button');
      if (button === null) return;
      observer.disconnect();
      button.click();
    }).observe(document, { childList: true, subtree: true });
  });
  await shown('"data"');
});

// Red if the response stays beside the operation: it is a few letters wide, or outside of the window.
test.each([
  ['a phone', { width: 390, height: 844 }],
  ['a narrow phone', { width: 320, height: 640 }],
])('on %s, the response is below the operation and as wide', async (_, size) => {
  await open('/');
  await page.setViewportSize(size);
  const bounds = (part: string) => page.locator(part).boundingBox();
  const operation = await bounds('.graphiql-editors');
  const variables = await bounds('.graphiql-editor-tool');
  const response = await bounds('.graphiql-response');
  expect(response).toMatchObject({ x: operation?.x, width: operation?.width });
  expect(response?.y).toBeGreaterThanOrEqual((variables?.y ?? Infinity) + (variables?.height ?? Infinity));
});

// Red if Monaco's layers, which are as long as the operation, stick out of the page.
test.each([
  ['a desktop', { width: 1300, height: 850 }],
  ['a phone', { width: 390, height: 844 }],
])('on %s, only the editors scroll, not the page', async (_, size) => {
  await open('/');
  await page.setViewportSize(size);
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(size.height);
});

test('the operations of the other tabs run without errors, also in a browser that opens /graphql', async () => {
  await open('/graphql');
  for (const [operation, field] of [
    ['CallsPage', 'calls'],
    ['ExtensionCalls', 'extension'],
    ['UpdateClient', 'updateClient'],
  ] as const) {
    await page.getByRole('tab', { name: operation }).click();
    await execute(operation);
    const shown = await answer();
    expect(shown).not.toHaveProperty('errors');
    expect(shown).toHaveProperty(`data.${field}`, expect.any(Object));
  }
});

test('the subscription’s tab shows a new call as it arrives', async () => {
  await open('/');
  // Immediately, while GraphiQL still reports the previous tab's document: the guard is that `send` reads the query.
  await page.evaluate(`
    document.querySelector('[role=tab]:last-child button').click();
    setTimeout(() => document.querySelector('.graphiql-execute-button').click());
  `);
  await watched();
  server.sandbox.data.calls = [aCall({ callDate: warsawTime(Date.now()), duration: 4711 })];
  await shown('4711');
  expect(await answer()).toMatchObject({ data: { callAdded: { durationSeconds: 4711 } } });
  await page.getByRole('button', { name: /^Stop/ }).click();
});

test('after a reload, the tabs are restored, with dates up to now', async () => {
  await open('/');
  await page.getByRole('tab', { name: 'CallsPage' }).click();
  await stored('"activeTabIndex":1');
  await page.clock.setFixedTime(new Date('2026-03-05T10:00:00Z'));
  await page.reload();
  await ready();
  expect(await page.getByRole('tab').count()).toBe(8);
  expect(await editorText('operation.graphql')).toContain('query CallsPage(');
  expect(await variables()).toMatchObject({ from: '2026-02-26T10:00:00Z', to: '2026-03-05T10:00:00Z' });
});

test('Prettify formats the document and the variables', async () => {
  await open('/');
  await setEditor('operation.graphql', 'query Tidy{client{name}}');
  await setEditor('variables.json', '{"a":1}');
  await page.getByRole('button', { name: /^Prettify/ }).click();
  await eventually(async () => (await editorText('operation.graphql')).includes('client {\n    name'));
  expect(await editorText('variables.json')).toMatch(/"a": 1/);
});

test('behind a proxy that rewrites Host, a subscription shows that it waits or reconnects, and new calls', async () => {
  await open('/', proxy.url, /ERR_/);
  await subscribe();
  await shown('Waiting for the next call …');
  proxy.isDown = true;
  await shown('Not connected. Retrying …');
  proxy.isDown = false;
  await shown('Waiting for the next call …');
  await watched();
  server.sandbox.data.calls = [
    aCall({ uuid: numberedUuid(2), callDate: warsawTime(Date.now()), duration: 4712 }),
  ];
  await shown('4712');
  await page.getByRole('button', { name: /^Stop/ }).click();
});

// Red without the rule that 4xx is final: it retries forever.
test('a rejected subscription ends with the server’s response', async () => {
  proxy.withheld = ['sec-fetch-site'];
  await open('/', proxy.url, /403 \(Forbidden\)/);
  await subscribe();
  await shown('This origin may not open streams; see server.corsOrigins.');
  await page.getByRole('button', { name: /^Execute/ }).waitFor();
  expect(await answer()).toHaveProperty('errors.0.extensions.code', 'FORBIDDEN');
});

test('the documentation omits the query fields that only gateways use', async () => {
  await open('/');
  await page.getByRole('button', { name: /Documentation Explorer/ }).click();
  await page.getByRole('link', { name: 'Query' }).click();
  await page.getByRole('link', { name: 'workspaces', exact: true }).waitFor();
  expect(await page.getByRole('link', { name: /^_/ }).count()).toBe(0);
});

/** Replaces an editor's text. */
async function setEditor(name: string, text: string): Promise<void> {
  await page.evaluate(
    `__MONACO.editor.getModels().find((model) => model.uri.path.endsWith(${JSON.stringify(name)})).setValue(${JSON.stringify(text)})`,
  );
}

test('headers are shared by all tabs, survive a reload and aren’t in links; a link opens its document', async () => {
  // Monaco measures durations while the user types, which the stopped clock doesn't support.
  const ofTheClock = /reading 'duration'/;
  await open('/', server.url, ofTheClock);
  await page.getByRole('button', { name: 'Headers' }).click();
  await page.locator('.graphiql-editor-tool .view-line').last().click();
  await page.keyboard.press('Control+A');
  // The editor closes open brackets and quotes.
  await page.keyboard.type('{"x-api-key": "sesame');
  await page.getByRole('tab', { name: 'CallsPage' }).click();
  await eventually(async () => (await editorText('request-headers.json')) === '{"x-api-key": "sesame"}');
  await page.getByRole('button', { name: 'New tab' }).click();
  await eventually(async () => (await editorText('request-headers.json')) === '{"x-api-key": "sesame"}');
  await setEditor('operation.graphql', 'query Shared { client { name } }');
  await setEditor('variables.json', '{"a": 1}');
  await stored('query Shared');

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy link to this document' }).click();
  await page.getByRole('button', { name: 'Link copied' }).waitFor();
  const link = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(link).toMatch(/#query=query\+Shared/);
  expect(link).not.toMatch(/sesame|x-api-key/);

  const sent = page.waitForRequest((request) => (request.postData() ?? '').includes('Shared'));
  await page.reload();
  await ready();
  expect(await editorText('operation.graphql')).toBe('query Shared { client { name } }');
  await page.getByRole('button', { name: /^Execute/ }).click();
  expect((await sent).headers()).toMatchObject({ 'x-api-key': 'sesame' });
  expect(await page.getByRole('tab').count()).toBe(9);
  await page.close();

  await open(link.slice(server.url.length), server.url, ofTheClock);
  expect(await editorText('operation.graphql')).toBe('query Shared { client { name } }');
  expect(await editorText('variables.json')).toBe('{"a": 1}');
  expect(page.url()).toBe(`${server.url}/`);
});

test('a subscription to the sandbox soon receives a call', async () => {
  await using board = await startSwitchboard({ sandbox: { now: () => new Date(), arrivals: 1 } });
  await open('/', board.url);
  await subscribe();
  await shown('durationSeconds');
  await page.getByRole('button', { name: /^Stop/ }).click();
});

/** `script` runs before the page's own scripts. */
async function open(
  path: string,
  origin = server.url,
  tolerated?: RegExp,
  script: () => void = () => undefined,
): Promise<void> {
  page = await context.newPage();
  await page.addInitScript(script);
  faults = faultsOf(page, origin, tolerated);
  await page.clock.setFixedTime(NOW);
  await page.goto(origin + path);
  await ready();
}

async function subscribe(): Promise<void> {
  await setEditor('operation.graphql', 'subscription { callAdded { id durationSeconds } }');
  await page.getByRole('button', { name: /^Execute/ }).click();
}

/** Resolves once the response contains this text. */
function shown(text: string): Promise<void> {
  return page.locator('.graphiql-response').getByText(text).waitFor();
}

/** Resolves after several polls of the call history: calls that appear later are new. */
async function watched(): Promise<void> {
  server.sandbox.clearRequests();
  await eventually(() => server.sandbox.requests.length > 2);
}

/** Resolves once every editor is loaded. */
async function ready(): Promise<void> {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.locator('.graphiql-editor-tool .view-line').first().waitFor();
  await page.locator('.graphiql-response .view-line').first().waitFor();
}

/** Clicks the button and resolves once the response is shown. */
async function execute(operation: string): Promise<void> {
  const answered = page.waitForResponse((response) =>
    (response.request().postData() ?? '').includes(` ${operation}(`),
  );
  await page.getByRole('button', { name: /^Execute/ }).click();
  await answered;
  await page.locator('.graphiql-response').getByText('"data"').or(page.getByText('"errors"')).waitFor();
}

/** The whole text of an editor; the page contains only the visible lines of a long one. */
function editorText(name: string): Promise<string> {
  return page.evaluate(
    `__MONACO.editor.getModels().find((model) => model.uri.path.endsWith(${JSON.stringify(name)})).getValue()`,
  );
}

async function variables(): Promise<unknown> {
  return JSON.parse(await editorText('variables.json'));
}

async function answer(): Promise<unknown> {
  return JSON.parse(await editorText('response.json'));
}

/** Resolves once GraphiQL has stored its tabs with this text, which it does with a delay. */
async function stored(text: string): Promise<void> {
  const tabs = "sessionStorage.getItem('graphiql:tabState') ?? ''";
  while (!(await page.evaluate<string>(tabs)).includes(text)) await page.waitForTimeout(50);
}

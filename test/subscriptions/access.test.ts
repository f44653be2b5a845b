import { afterEach, describe, expect, test } from '@jest/globals';
import { get } from 'node:http';
import { eventually } from '../support/eventually.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { MAX_ERRORS } from '../../src/operations/validation-rules.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { aKey, anIssuer, aToken } from '../support/an-issuer.js';
import type { SwitchboardOptions } from '../support/a-switchboard.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { byEventStream, byWebSocket, CALL_ADDED, WAYS, type Subscriber } from './subscribers.js';

let history: GrowingHistory | null = null;

afterEach(async () => {
  await history?.close();
  history = null;
});

async function start(options: SwitchboardOptions): Promise<GrowingHistory> {
  history = await startGrowingHistory({
    workspaces: (sandbox) => ['acme', 'other'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
    ...options,
  });
  return history;
}

/** Adds calls until each of these subscribers has received one. */
async function untilAllAreOpen(
  { appear }: GrowingHistory,
  subscribers: readonly Subscriber[],
): Promise<void> {
  let number = 0;
  await eventually(() => {
    appear((number += 1));
    return subscribers.every(({ results }) => results.length > 0);
  });
}

const codesOf = ({ results, end }: Subscriber) =>
  (results[0]?.errors ?? [end()].flat()).map((error) => Reflect.get(Object(error), 'extensions')?.code);

describe.each(WAYS)('over %s', (way, subscribe) => {
  const auth = anAuth([
    anApiKey('calls', { scopes: ['calls:read'] }),
    anApiKey('extensions', { scopes: ['extensions:read'] }),
    anApiKey('both', { workspaces: ['acme', 'other'] }),
  ]);

  test('a key opens a subscription; a link without its scope is FORBIDDEN', async () => {
    const { url, ...growing } = await start({ auth });
    const query = 'subscription { callAdded { uuid extension { sip } } }';
    const subscriber = subscribe(url, { query }, { 'x-api-key': 'calls' });
    await untilAllAreOpen({ url, ...growing }, [subscriber]);
    expect(subscriber.results[0]).toMatchObject({
      data: { callAdded: { extension: null } },
      errors: [{ path: ['callAdded', 'extension'], extensions: { code: 'FORBIDDEN' } }],
    });
    subscriber.leave();
  });

  // Red with graphql-js' own limit: 50 errors.
  test('reports as few wrong variables as in a plain request, and that there are more', async () => {
    const { url } = await start({ auth });
    const variables = { filter: { status: Array(100).fill('NONSENSE') } };
    const refused = subscribe(url, { ...CALL_ADDED, variables }, { 'x-api-key': 'calls' });
    await eventually(() => refused.end() !== null);
    expect(codesOf(refused)).toEqual(Array(MAX_ERRORS + 1).fill('BAD_USER_INPUT'));
  });

  // Red if `enforceScopes` doesn't guard the event source: the field itself can't be null.
  test('a subscription without calls:read is FORBIDDEN; an unknown or missing workspace is BAD_USER_INPUT', async () => {
    const { url, sandbox } = await start({ auth });
    const query = 'subscription { callAdded(workspace: "other") { uuid } }';
    const refused = subscribe(url, CALL_ADDED, { 'x-api-key': 'extensions' });
    const foreign = subscribe(url, { query }, { 'x-api-key': 'calls' });
    const unnamed = subscribe(url, CALL_ADDED, { 'x-api-key': 'both' });
    await eventually(() => [refused, foreign, unnamed].every(({ end }) => end() !== null));
    expect([refused, foreign, unnamed].map(codesOf)).toEqual([
      ['FORBIDDEN'],
      ['BAD_USER_INPUT'],
      ['BAD_USER_INPUT'],
    ]);
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    [
      'no name, but several operations',
      undefined,
      'Must provide operation name if query contains multiple operations.',
    ],
    ['an unknown name', 'Third', 'Unknown operation named "Third".'],
  ])(
    'a document is rejected with %s and the same message as for a query',
    async (_, operationName, message) => {
      const { url } = await start({ auth });
      const query = 'subscription First { callAdded { uuid } } subscription Second { callChanged { uuid } }';
      const named = { query, ...(operationName && { operationName }) };
      const subscriber = subscribe(url, named, { 'x-api-key': 'calls' });
      await eventually(() => subscriber.end() !== null);
      const errors = subscriber.results[0]?.errors ?? subscriber.end();
      expect(errors).toEqual([{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'calls' },
        body: JSON.stringify(named),
      });
      expect(await response.json()).toEqual({ errors });
    },
  );

  // Red if the upgrade of a WebSocket counts as authentication.
  test.each([
    ['no key', {}],
    ['an unknown key', { 'x-api-key': 'guessed' }],
  ])('rejects a subscription with %s', async (_, credentials) => {
    const { url, sandbox } = await start({ auth });
    const subscriber = subscribe(url, CALL_ADDED, credentials);
    await eventually(() => subscriber.end() !== null);
    expect(subscriber.results).toEqual([]);
    expect(subscriber.end()).toMatchObject(
      way === 'a WebSocket' ? { code: 4401 } : { response: { status: 401 } },
    );
    expect(sandbox.requests).toEqual([]);
  });

  // Red without the timer: the token would be checked only when the subscription opens.
  test('ends a subscription when its token expires', async () => {
    const key = await aKey('first');
    await using issuer = await anIssuer(key);
    const growing = await start({ auth: anAuth([anApiKey('calls')], issuer.settings) });
    const token = await aToken(issuer, key, { exp: Math.floor(Date.now() / 1000) + 2 });
    const subscriber = subscribe(growing.url, CALL_ADDED, { authorization: `Bearer ${token}` });
    await untilAllAreOpen(growing, [subscriber]);
    await eventually(() => subscriber.end() !== null);
    expect(subscriber.end()).toBe('COMPLETE');
    expect(subscriber.results.at(-1)).toMatchObject({
      errors: [{ message: 'The token has expired.', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});

describe('the quota of subscriptions', () => {
  const limits = { perCaller: 2, total: 3 };

  // Red without `perCaller`, or if closing a subscription doesn't free its slot.
  test('limits one caller until one of its subscriptions closes', async () => {
    const growing = await start({
      auth: anAuth(['a', 'b'].map((key) => anApiKey(key))),
      subscriptions: limits,
    });
    const { url } = growing;
    const own = { 'x-api-key': 'a' };
    const open = [byEventStream(url, CALL_ADDED, own), byWebSocket(url, CALL_ADDED, own)];
    await untilAllAreOpen(growing, open);
    const third = byWebSocket(url, CALL_ADDED, own);
    await eventually(() => third.end() !== null);
    expect(codesOf(third)).toEqual(['TOO_MANY_SUBSCRIPTIONS']);
    const others = byEventStream(url, CALL_ADDED, { 'x-api-key': 'b' });
    await untilAllAreOpen(growing, [others]);
    open[0]?.leave();
    let number = 1000;
    await eventually(async () => {
      const next = byEventStream(url, CALL_ADDED, own);
      await eventually(() => {
        growing.appear((number += 1));
        return next.results.length > 0;
      });
      return next.results[0]?.errors === undefined;
    });
  });

  // Red without `total`.
  test('limits all callers together', async () => {
    const growing = await start({
      workspaces: (sandbox) => [sandboxWorkspace(sandbox)],
      subscriptions: limits,
    });
    const open = [1, 2, 3].map(() => byEventStream(growing.url));
    await untilAllAreOpen(growing, open);
    const fourth = byEventStream(growing.url);
    await eventually(() => fourth.end() !== null);
    expect(codesOf(fourth)).toEqual(['TOO_MANY_SUBSCRIPTIONS']);
    for (const subscriber of open) subscriber.leave();
  });
});

describe('a page of another site', () => {
  /** The status of an upgrade or of an event stream. */
  const statusOf = (url: string, headers: Readonly<Record<string, string>>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const query = encodeURIComponent(CALL_ADDED.query);
      const request = get(`${url}/graphql?query=${query}`, { headers });
      request.once('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        resolve(statusCode);
      });
      request.once('response', (response) => {
        response.destroy();
        resolve(response.statusCode);
      });
      request.once('error', reject);
    });

  const UPGRADE = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'graphql-transport-ws',
  };

  // Red if the origin isn't checked: a page of another site could read the data of a server on loopback.
  test('opens no stream unless its origin is in corsOrigins', async () => {
    const { url } = await start({ server: { corsOrigins: ['https://app.example.com'] } });
    for (const [stream, status] of [
      [UPGRADE, 101],
      [{ accept: 'text/event-stream' }, 200],
    ] as const) {
      const from = (origin: string) => statusOf(url, { ...stream, origin });
      expect(await from('https://elsewhere.example.com')).toBe(403);
      expect(await from('null')).toBe(403);
      expect(await from('https://app.example.com')).toBe(status);
      expect(await from(url)).toBe(status);
      expect(await statusOf(url, { ...stream })).toBe(status);
      const behindProxy = { ...stream, origin: 'http://localhost:5173', host: 'localhost:4000' };
      expect(await statusOf(url, { ...behindProxy, 'sec-fetch-site': 'same-origin' })).toBe(status);
      expect(await statusOf(url, { ...behindProxy, 'sec-fetch-site': 'same-site' })).toBe(403);
    }
  });
});

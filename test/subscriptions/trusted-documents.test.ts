import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { CALL_ADDED, WAYS } from './subscribers.js';

/*
 * Apollo executes no streams. Red without `trusted` in parse-subscription.ts. Subscription libraries require a query:
 * it is empty if an identifier names the document.
 */

const TRUSTED = CALL_ADDED.query;
const OTHER = 'subscription { callAdded { uuid } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });

const folder = mkdtempSync(join(tmpdir(), 'trusted-'));
const manifest = join(folder, 'manifest.json');
let history: GrowingHistory;
/** A call history that no subscription polls. */
let unread: GrowingHistory;

beforeAll(async () => {
  writeFileSync(manifest, JSON.stringify({ [`sha256:${sha256(TRUSTED)}`]: TRUSTED }));
  history = await startGrowingHistory({ trustedDocuments: { mode: 'enforce', manifest } });
  unread = await startGrowingHistory({ trustedDocuments: { mode: 'enforce', manifest } });
});
afterAll(async () => {
  await history.close();
  await unread.close();
  rmSync(folder, { recursive: true });
});

let calls = 0;

describe.each(WAYS)('with an enforced manifest, over %s', (way, subscribe) => {
  test.each([
    ['its identifier', { query: '', documentId: `sha256:${sha256(TRUSTED)}` }],
    ['Apollo’s hash', { query: '', extensions: persisted(TRUSTED) }],
    ['its text', { query: TRUSTED }],
  ])('opens a subscription of the manifest by %s', async (_, request) => {
    const subscriber = subscribe(history.url, request);
    await eventually(() => {
      history.appear((calls += 1));
      return subscriber.results.length > 0 || subscriber.end() !== null;
    });
    expect(subscriber.results[0]).toMatchObject({ data: { callAdded: { startedAt: expect.any(String) } } });
    subscriber.leave();
  });

  test.each([
    ['an unknown text', { query: OTHER }, 'BAD_USER_INPUT'],
    ['a text with its own hash', { query: OTHER, extensions: persisted(OTHER) }, 'BAD_USER_INPUT'],
    ['an unknown identifier', { query: '', documentId: sha256(OTHER) }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['an identifier together with a text', { query: OTHER, documentId: sha256(TRUSTED) }, 'BAD_REQUEST'],
    ['another text’s hash', { query: OTHER, extensions: persisted(TRUSTED) }, 'BAD_REQUEST'],
  ])('rejects %s', async (_, request, code) => {
    const { results, end } = subscribe(unread.url, request);
    await eventually(() => end() !== null);
    expect(results).toEqual([]);
    expect(unread.pages()).toBe(0);
    // An open socket gets the error for its message; over HTTP the request is rejected with a status.
    const refused =
      way === 'a WebSocket'
        ? { extensions: { code } }
        : { response: expect.objectContaining({ status: 400 }) };
    expect([end()].flat()).toEqual([expect.objectContaining(refused)]);
  });
});

// Red without `checkManifest` in parse-subscription.ts.
test.each(WAYS)('in the mode log, opens and logs other documents, over %s', async (_, subscribe) => {
  await using logging = await startGrowingHistory({ trustedDocuments: { mode: 'log', manifest } });
  const named = 'subscription Named { callAdded { uuid } }';
  const subscribers = [OTHER, named, TRUSTED].map((query) => subscribe(logging.url, { query }));
  await eventually(() => {
    logging.appear((calls += 1));
    return subscribers.every(({ results }) => results.length > 0);
  });
  const lines = logging.log.filter(({ msg }) => msg === 'untrusted document');
  expect(lines).toHaveLength(2);
  expect(lines).toContainEqual(expect.objectContaining({ operation: null, sha256: sha256(OTHER) }));
  expect(lines).toContainEqual(expect.objectContaining({ operation: 'Named', sha256: sha256(named) }));
  for (const { leave } of subscribers) leave();
});

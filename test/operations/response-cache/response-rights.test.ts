import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../../src/domain/caller.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { DAY } from '../../support/a-company.js';
import { eventually } from '../../support/eventually.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import {
  CALLS,
  CLIENT,
  startRemembering,
  UPDATE,
  type RememberingSwitchboard,
} from './a-remembering-switchboard.js';

let remembering: RememberingSwitchboard;

afterEach(() => remembering.board.close());

describe('callers', () => {
  const ALL: readonly Scope[] = ['clients:read', 'clients:write', 'calls:read'];
  const CLIENTS = '{ clients { id name email } }';
  const as = (key: string) => ({ 'x-api-key': key });

  beforeEach(async () => {
    remembering = await startRemembering({
      auth: anAuth([
        anApiKey('acme', { workspaces: ['acme'], scopes: ALL }),
        anApiKey('acme-too', { workspaces: ['acme'], scopes: ALL.toReversed() }),
        anApiKey('globex', { workspaces: ['globex'], scopes: ALL }),
        anApiKey('both', { workspaces: ['acme', 'globex'], scopes: ALL }),
        anApiKey('no-clients', { workspaces: ['acme'], scopes: ['calls:read'] }),
        anApiKey('masked', { scopes: ALL, maskPersonalData: true }),
      ]),
      workspaces: (sandbox) => ['acme', 'globex'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
    });
  });

  // Red if the caller's access rights aren't part of the cache key.
  test.each([
    ['another workspace', 'globex'],
    ['more workspaces', 'both'],
    ['other scopes', 'no-clients'],
    ['masked personal data', 'masked'],
  ])('with %s don’t share cached responses', async (_, other) => {
    const { post } = remembering;
    const first = await post({ query: CLIENTS }, as('acme'));
    const second = await post({ query: CLIENTS }, as(other));
    expect(second.again).toBe(false);
    expect(second.text).not.toBe(first.text);
    expect(await post({ query: CLIENTS }, as('acme'))).toEqual({ ...first, again: true });
  });

  test('with the same access rights share a cached response', async () => {
    const { post } = remembering;
    const first = await post({ query: CLIENTS }, as('acme'));
    expect(await post({ query: CLIENTS }, as('acme-too'))).toEqual({ ...first, again: true });
  });

  test('without a known key never get a cached response', async () => {
    const { post } = remembering;
    await post({ query: CLIENTS }, as('acme'));
    const { again, text } = await post({ query: CLIENTS }, as('nobody'));
    expect(again).toBe(false);
    expect(text).toContain('UNAUTHENTICATED');
  });

  // Red if a write invalidates nothing, or everything.
  test('lose their cached responses only after a write in a workspace that they can access', async () => {
    const { post, isAgain } = remembering;
    for (const key of ['acme', 'globex', 'both']) await post({ query: CLIENTS }, as(key));
    await post({ query: UPDATE }, as('acme'));
    expect(await isAgain(CLIENTS, undefined, as('globex'))).toBe(true);
    expect(await isAgain(CLIENTS, undefined, as('acme'))).toBe(false);
    expect(await isAgain(CLIENTS, undefined, as('both'))).toBe(false);
  });
});

describe('after a mutation', () => {
  beforeEach(async () => {
    remembering = await startRemembering();
  });

  test('earlier responses are invalidated', async () => {
    const { post } = remembering;
    await post({ query: CLIENT });
    await post({ query: UPDATE });
    const { again, text } = await post({ query: CLIENT });
    expect(again).toBe(false);
    expect(text).toContain('Asia/Tokyo');
  });

  // Red if a response is cached whose operation started before the write.
  test('a response in progress during the mutation isn’t cached', async () => {
    const { board, post } = remembering;
    const both = '{ client { timezone } extensions { totalCount } }';
    await post({ query: CLIENT });
    board.sandbox.behaviour.latencyMs = { GetExtensions: 500 };
    const underway = post({ query: both });
    await eventually(() => board.sandbox.requests.some(({ route }) => route === 'GetExtensions'));
    await post({ query: UPDATE });
    expect((await underway).text).toContain('Europe/Moscow');
    expect((await post({ query: both })).text).toContain('Asia/Tokyo');
  });

  test('earlier responses are invalidated even if its outcome is unknown', async () => {
    const { board, isAgain, post } = remembering;
    await post({ query: CLIENT });
    board.sandbox.behaviour.faults = [{ route: 'client', reset: true, times: 1 }];
    expect((await post({ query: UPDATE })).text).toContain('OUTCOME_UNKNOWN');
    expect(await isAgain(CLIENT)).toBe(false);
  });
});

// Red if the rejection of the credentials isn't reported.
test('if a provider rejects the credentials, its cached responses are invalidated', async () => {
  remembering = await startRemembering();
  const { board, post } = remembering;
  await post({ query: CALLS, variables: DAY });
  board.sandbox.behaviour.faults = [{ status: 401, provider: 'ccrm', body: { success: false } }];
  await post({ query: CALLS, variables: { from: '2025-03-01T00:00:00Z', to: '2025-03-02T00:00:00Z' } });
  expect((await post({ query: CALLS, variables: DAY })).text).toContain('UPSTREAM_UNAUTHORIZED');
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, aClient, anExtension, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { DAY } from '../../support/a-company.js';

const AGENTS = `query ($from: DateTime!, $to: DateTime!) {
  calls(from: $from, to: $to) { nodes { extension { sip } agents { internalNumber extension { sip speedDial } } } }
}`;

interface Answer {
  readonly calls: {
    readonly nodes: readonly {
      readonly extension: { readonly sip: string } | null;
      readonly agents: readonly { readonly extension: { readonly sip: string } | null }[];
    }[];
  };
}

let board: Switchboard;

beforeEach(async () => {
  board = await startSwitchboard({ sandbox: { data: { calls: [], extensions: [], client: aClient() } } });
});
afterEach(() => board.close());

function haveExtensions(...speedDials: string[]): void {
  board.sandbox.data.extensions = speedDials.map((SpeedDial, index) =>
    anExtension({ SIP: `sip${index}`, SpeedDial }),
  );
}

function haveAgents(...internal: unknown[]): void {
  const receivers = internal.map((number) => ({ internal: number }));
  board.sandbox.data.calls = [aCall({ userTalk: { status: 'queue', receivers } })];
}

describe('an agent’s extension over HTTP', () => {
  test.each([
    ['by its number', 107, ['106', '107'], 'sip1', {}],
    ['in spite of leading zeros that were lost', 11, ['011'], 'sip0', {}],
    ['none by a number that two extensions have', 205, ['205', '205'], null, {}],
    ['none by a number that no extension has', 999, ['107'], null, {}],
    ['with the client’s prefix in front', 12345107, ['107'], 'sip0', { domain_prefix: '12345' }],
    ['with separators', '12345*107', ['107'], 'sip0', { domain_prefix: '12345' }],
    [
      'with a prefix that lost its zeros',
      1107,
      ['107'],
      'sip0',
      { domain_prefix: '00001', extension_len: 3 },
    ],
    ['none if a prefix leaves too much', 11107, ['107'], null, { domain_prefix: '00001', extension_len: 3 }],
  ])('is found %s', async (_, internal, speedDials, sip, client) => {
    haveExtensions(...speedDials);
    haveAgents(internal);
    board.sandbox.data.client = aClient(client);
    const { data, errors } = await board.query<Answer>(AGENTS, DAY);
    expect(errors).toBeUndefined();
    const [call] = data?.calls.nodes ?? [];
    expect(call?.extension?.sip ?? null).toBe(sip);
    expect(call?.agents[0]?.extension?.sip ?? null).toBe(sip);
  });

  test.each([
    ['isn’t asked where the numbers are found as they are', [107, 205, 999], {}],
    ['is asked once where a number may carry its prefix', [12345107, 12345108, 1107], { client: 1 }],
  ])('the client %s', async (_, agents, client) => {
    haveExtensions('107', '108', '205', '205');
    haveAgents(...agents);
    await board.query(AGENTS, DAY);
    expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1, GetExtensions: 1, ...client });
  });
});

describe('the calls of an extension', () => {
  const CALLS = `query ($sip: ID!, $from: DateTime!, $to: DateTime!) {
    extension(sip: $sip) { calls(from: $from, to: $to, order: OLDEST_FIRST) { totalCount nodes { uuid } } }
  }`;

  async function callsOf(sip: string): Promise<string[] | null> {
    const { data, errors } = await board.query<{
      extension: { calls: { totalCount: number; nodes: { uuid: string }[] } | null };
    }>(CALLS, { ...DAY, sip });
    expect(errors).toBeUndefined();
    const calls = data?.extension.calls ?? null;
    if (calls !== null) expect(calls.totalCount).toBe(calls.nodes.length);
    return calls?.nodes.map(({ uuid }) => uuid) ?? null;
  }

  beforeEach(() => {
    board.sandbox.data.client = aClient({ domain_prefix: '12345' });
    board.sandbox.data.calls = [[107], [108, 107], [108], [], [12345107]].map((internals, index) =>
      aCall({
        uuid: numberedUuid(index),
        callDate: `2025-03-12 0${index}:00:00`,
        userTalk: { status: 'queue', receivers: internals.map((internal) => ({ internal })) },
      }),
    );
  });

  test('are those in which it was an agent’s, the first or a later one, in any form of its number', async () => {
    haveExtensions('107', '108', '109');
    expect(await callsOf('sip0')).toEqual([0, 1, 4].map(numberedUuid));
    expect(await callsOf('sip1')).toEqual([1, 2].map(numberedUuid));
    expect(await callsOf('sip2')).toEqual([]);
  });

  test.each([
    ['another extension has the same speed dial', ['107', '107']],
    ['another extension’s differs by a leading zero only', ['107', '0107']],
    ['it differs from another extension’s by a leading zero only', ['0107', '107']],
    ['it has no speed dial', ['', '107']],
  ])('can’t be known if %s', async (_, speedDials) => {
    haveExtensions(...speedDials);
    expect(await callsOf('sip0')).toBeNull();
  });
});

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
    ['found by its number', 107, ['106', '107'], 'sip1', {}],
    ['found despite lost leading zeros', 11, ['011'], 'sip0', {}],
    ['null if two extensions have the number', 205, ['205', '205'], null, {}],
    ['null if no extension has the number', 999, ['107'], null, {}],
    ['found if the number is written as a float', '107.0', ['1070', '107'], 'sip1', {}],
    ['found if its own number is written as a float', 107, ['1070', '107.0'], 'sip1', {}],
    ['null if the number isn’t whole', 10.7, ['107'], null, {}],
    ['found with the client’s prefix in front', 12345107, ['107'], 'sip0', { domain_prefix: '12345' }],
    ['found with separators', '12345*107', ['107'], 'sip0', { domain_prefix: '12345' }],
    [
      'found with a prefix that lost its zeros',
      1107,
      ['107'],
      'sip0',
      { domain_prefix: '00001', extension_len: 3 },
    ],
    [
      'null if too many digits follow a prefix',
      11107,
      ['107'],
      null,
      { domain_prefix: '00001', extension_len: 3 },
    ],
  ])('is %s', async (_, internal, speedDials, sip, client) => {
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
    ['no client request if the numbers match without a prefix', [107, 205, 999], {}],
    ['one client request if a number may have a prefix', [12345107, 12345108, 1107], { client: 1 }],
  ])('needs %s', async (_, agents, client) => {
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

  test('are those with its number, in any form, as the number of any agent', async () => {
    haveExtensions('107', '108', '109');
    expect(await callsOf('sip0')).toEqual([0, 1, 4].map(numberedUuid));
    expect(await callsOf('sip1')).toEqual([1, 2].map(numberedUuid));
    expect(await callsOf('sip2')).toEqual([]);
  });

  test.each([
    ['another extension has the same speed dial', ['107', '107']],
    ['another speed dial differs only by an additional leading zero', ['107', '0107']],
    ['another speed dial differs only by a missing leading zero', ['0107', '107']],
    ['it has no speed dial', ['', '107']],
  ])('are null if %s', async (_, speedDials) => {
    haveExtensions(...speedDials);
    expect(await callsOf('sip0')).toBeNull();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeGlobalId, type GlobalId } from '../../../src/graph/relay/global-id.js';
import { aCall, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { aCompany, DAY, noteUuid } from '../../support/a-company.js';

const CALL = { workspace: 'sandbox', uuid: numberedUuid(3), localDate: '2025-03-12 08:36:00' };
const IDS = {
  extension: encodeGlobalId({ kind: 'Extension', workspace: 'sandbox', sip: 'acmeSIP107' }),
  client: encodeGlobalId({ kind: 'Client', workspace: 'sandbox', clientId: '12' }),
  call: encodeGlobalId({ kind: 'Call', ...CALL }),
  note: encodeGlobalId({ kind: 'Note', call: CALL, uuid: noteUuid(3) }),
};

const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([3, 7]) } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

test('every type returns the global id by which node finds it', async () => {
  const { data } = await board.query<{
    client: { id: string };
    extension: { id: string };
    calls: { nodes: { id: string; uuid: string; notes: { id: string }[] }[] };
  }>(
    `query ($from: DateTime!, $to: DateTime!) {
      client { id } extension(sip: "acmeSIP107") { id }
      calls(from: $from, to: $to, order: OLDEST_FIRST) { nodes { id uuid notes { id } } }
    }`,
    DAY,
  );
  const call = data?.calls.nodes[3];
  expect({
    client: data?.client.id,
    extension: data?.extension.id,
    call: call?.id,
    note: call?.notes[0]?.id,
  }).toEqual(IDS);
});

test.each<[type: string, id: string, cost: object]>([
  ['Extension', IDS.extension, { GetExtensions: 1 }],
  ['Client', IDS.client, { client: 1 }],
  ['Call', IDS.call, { callHistory: 1 }],
  ['Note', IDS.note, { notes: 1 }],
])('node finds one %s with one request', async (__typename, id, cost) => {
  const { data, errors } = await board.query(NODE, { id });
  expect(errors).toBeUndefined();
  expect(data).toEqual({ node: { __typename, id } });
  expect(upstreamRequests(board.sandbox)).toEqual(cost);
});

test('requests a call by a range of a few seconds around its date', async () => {
  await board.query(NODE, { id: IDS.call });
  expect(board.sandbox.requests[0]?.query).toMatchObject({
    dateFrom: '2025-03-12 08:35:59',
    dateTo: '2025-03-12 08:36:01',
  });
});

describe('node returns null without an error', () => {
  const list = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

  test.each<[kind: string, id: string]>([
    ['an empty id', ''],
    ['an id that is not base64', '!§$'],
    ['an id that is not JSON', Buffer.from('Call:1').toString('base64url')],
    ['JSON that is not a list', Buffer.from('{"type":"Call"}').toString('base64url')],
    ['an empty list', list()],
    ['an unknown type', list('User', 'sandbox', '1')],
    ['a key of the prototype', list('__proto__', 'sandbox', 'constructor')],
    ['a key that is not a string', list('Client', 'sandbox', 12)],
    ['a call without a date', list('Call', 'sandbox', numberedUuid(3))],
    ['a call without a uuid', list('Call', 'sandbox', 'x', CALL.localDate)],
    ['a note without a uuid', list('Note', 'sandbox', numberedUuid(3), CALL.localDate)],
    [
      'an uppercase uuid',
      list('Call', 'sandbox', noteUuid(3).toUpperCase().replace(/^1/, 'A'), CALL.localDate),
    ],
    ['too many parts', list('Client', 'sandbox', '12', 'more')],
    ['surrounding blanks', ` ${IDS.client}`],
    ['base64 padding', `${IDS.client}=`],
    ['an unknown workspace', encodeGlobalId({ kind: 'Client', workspace: 'globex', clientId: '12' })],
    [
      'a note of an unknown workspace',
      encodeGlobalId({ kind: 'Note', call: { ...CALL, workspace: 'globex' }, uuid: noteUuid(3) }),
    ],
    ['an invalid date', encodeGlobalId({ kind: 'Call', ...CALL, localDate: 'yesterday' })],
    ['a day that doesn’t exist', encodeGlobalId({ kind: 'Call', ...CALL, localDate: '2025-02-30 08:36:00' })],
    ...['yesterday', '2025-02-30 08:36:00', '2025-03-12T08:36:00'].map((localDate): [string, string] => [
      `a note on a call of ${localDate}`,
      encodeGlobalId({ kind: 'Note', call: { ...CALL, localDate }, uuid: noteUuid(3) }),
    ]),
  ])('and sends no request for %s', async (_, id) => {
    const { data, errors } = await board.query(NODE, { id });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: null });
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each<[kind: string, id: GlobalId]>([
    ['extension', { kind: 'Extension', workspace: 'sandbox', sip: 'nobody' }],
    ['client', { kind: 'Client', workspace: 'sandbox', clientId: '13' }],
    ['call', { kind: 'Call', ...CALL, uuid: numberedUuid(999) }],
    ['call of another date', { kind: 'Call', ...CALL, localDate: '2025-03-12 09:36:00' }],
    ['note', { kind: 'Note', call: CALL, uuid: noteUuid(999) }],
    ['note of another call', { kind: 'Note', call: CALL, uuid: noteUuid(7) }],
    [
      'note of an unknown call',
      { kind: 'Note', call: { ...CALL, uuid: numberedUuid(999) }, uuid: noteUuid(3) },
    ],
  ])('for an unknown %s', async (_, id) => {
    const { data, errors } = await board.query(NODE, { id: encodeGlobalId(id) });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: null });
  });
});

describe('nodes', () => {
  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

  test('returns null for an id with a wrong date, even beside the right id', async () => {
    const moved = encodeGlobalId({ kind: 'Call', ...CALL, localDate: '2025-03-12 08:35:00' });
    const { data } = await board.query(NODES, { ids: [moved, IDS.call] });
    expect(data).toEqual({ nodes: [null, { __typename: 'Call', id: IDS.call }] });
  });

  test('returns nodes in the order of the ids, and null for unknown ids', async () => {
    const { data, errors } = await board.query(NODES, {
      ids: [IDS.note, 'x', IDS.call, IDS.client, IDS.extension, IDS.call],
    });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      nodes: [
        { __typename: 'Note', id: IDS.note },
        null,
        { __typename: 'Call', id: IDS.call },
        { __typename: 'Client', id: IDS.client },
        { __typename: 'Extension', id: IDS.extension },
        { __typename: 'Call', id: IDS.call },
      ],
    });
    expect(upstreamRequests(board.sandbox)).toEqual({
      callHistory: 1,
      notes: 1,
      client: 1,
      GetExtensions: 1,
    });
  });

  test('fetches calls that are close in time with one request', async () => {
    const ids = [0, 1, 2, 3].map((index) => {
      const { uuid, callDate } = board.sandbox.data.calls[index] ?? aCall();
      return encodeGlobalId({ kind: 'Call', workspace: 'sandbox', uuid, localDate: callDate });
    });
    const { data } = await board.query<{ nodes: unknown[] }>(NODES, { ids });
    expect(data?.nodes).toEqual(ids.map((id) => ({ __typename: 'Call', id })));
    expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1 });
  });

  test('accepts at most 1,000 ids', async () => {
    const ids = Array.from({ length: 1001 }, () => 'x');
    expect((await board.query<{ nodes: unknown[] }>(NODES, { ids: ids.slice(1) })).data?.nodes).toHaveLength(
      1000,
    );
    const { errors } = await board.query(NODES, { ids });
    expect(errors).toMatchObject([
      { message: 'ids: 1001 given; at most 1000 are allowed.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test('a node that fails doesn’t affect the others', async () => {
    board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 500 }];
    const { data, errors } = await board.query(NODES, { ids: [IDS.client, IDS.extension] });
    board.sandbox.behaviour.faults = [];
    expect(data).toEqual({ nodes: [null, { __typename: 'Extension', id: IDS.extension }] });
    expect(errors).toMatchObject([{ path: ['nodes', 0], extensions: { provider: 'ringme' } }]);
  });
});

describe('call(uuid:)', () => {
  const BY_UUID = 'query ($uuid: ID!) { call(uuid: $uuid) { id notes { id } } }';
  let fresh: Switchboard;

  beforeAll(async () => {
    fresh = await startSwitchboard({ sandbox: { data: aCompany([3]) } });
    const note = fresh.sandbox.data.notes[numberedUuid(3)]?.[0];
    if (note !== undefined) note['call'] = { uuid: numberedUuid(3), callDate: '2025-03-12 07:36:00' };
  });
  afterAll(() => fresh.close());
  beforeEach(() => fresh.sandbox.clearRequests());

  test('finds a call with notes through its notes, and requests them once', async () => {
    const { data, errors } = await fresh.query(BY_UUID, { uuid: numberedUuid(3).toUpperCase() });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ call: { id: IDS.call, notes: [{ id: IDS.note }] } });
    expect(upstreamRequests(fresh.sandbox)).toEqual({ notes: 1, callHistory: 1 });
  });

  test('finds a call without notes only after it was read in a list', async () => {
    const uuid = numberedUuid(4);
    const { data: before, errors } = await fresh.query(BY_UUID, { uuid });
    expect(before).toEqual({ call: null });
    expect(errors).toMatchObject([{ path: ['call'], extensions: { code: 'CALL_NOT_LOCATED' } }]);
    expect(errors?.[0]?.message).toMatch(/global id, by its uuid and startedAt .*, or within a range/);
    await fresh.query(
      'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { totalCount } }',
      DAY,
    );
    fresh.sandbox.clearRequests();
    const { data } = await fresh.query<{ call: { id: string } }>(BY_UUID, { uuid });
    expect(data?.call.id).toBe(
      encodeGlobalId({ kind: 'Call', workspace: 'sandbox', uuid, localDate: '2025-03-12 08:48:00' }),
    );
    expect(upstreamRequests(fresh.sandbox)).toEqual({ callHistory: 1 });
  });

  test.each(['', 'x', '12', numberedUuid(3).replaceAll('-', '')])(
    'returns null without a request for %j, which is not a uuid',
    async (uuid) => {
      const { data, errors } = await fresh.query(BY_UUID, { uuid });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ call: null });
      expect(fresh.sandbox.requests).toEqual([]);
    },
  );
});

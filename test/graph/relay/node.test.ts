import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeGlobalId, type GlobalId } from '../../../src/graph/relay/global-id.js';
import { aCall, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { aCompany, DAY, noteUuid } from '../../support/a-company.js';

const CALL = { workspace: 'sandbox', uuid: numberedUuid(3), localDate: '2025-03-12 08:36:00' };
const IDS = {
  extension: encodeGlobalId({ type: 'Extension', workspace: 'sandbox', sip: 'acmeSIP107' }),
  client: encodeGlobalId({ type: 'Client', workspace: 'sandbox', clientId: '12' }),
  call: encodeGlobalId({ type: 'Call', ...CALL }),
  note: encodeGlobalId({ type: 'Note', call: CALL, uuid: noteUuid(3) }),
};

const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([3, 7]) } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

test('every type’s id is what node finds it by', async () => {
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

test('a call is found by a range of seconds around its own date', async () => {
  await board.query(NODE, { id: IDS.call });
  expect(board.sandbox.requests[0]?.query).toMatchObject({
    dateFrom: '2025-03-12 08:35:59',
    dateTo: '2025-03-12 08:36:01',
  });
});

describe('null without an error', () => {
  const list = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

  test.each<[kind: string, id: string]>([
    ['nothing', ''],
    ['no base64', '!§$'],
    ['no JSON', Buffer.from('Call:1').toString('base64url')],
    ['JSON, but no list', Buffer.from('{"type":"Call"}').toString('base64url')],
    ['no parts', list()],
    ['another type', list('User', 'sandbox', '1')],
    ['a key of the prototype', list('__proto__', 'sandbox', 'constructor')],
    ['no text', list('Client', 'sandbox', 12)],
    ['a call without a date', list('Call', 'sandbox', numberedUuid(3))],
    ['a call without a uuid', list('Call', 'sandbox', 'x', CALL.localDate)],
    ['a note without a uuid', list('Note', 'sandbox', numberedUuid(3), CALL.localDate)],
    [
      'a uuid in capitals',
      list('Call', 'sandbox', noteUuid(3).toUpperCase().replace(/^1/, 'A'), CALL.localDate),
    ],
    ['more parts than it has', list('Client', 'sandbox', '12', 'more')],
    ['blanks around it', ` ${IDS.client}`],
    ['padding', `${IDS.client}=`],
    ['an unknown workspace', encodeGlobalId({ type: 'Client', workspace: 'globex', clientId: '12' })],
    [
      'a note of an unknown workspace',
      encodeGlobalId({ type: 'Note', call: { ...CALL, workspace: 'globex' }, uuid: noteUuid(3) }),
    ],
    ['a date that is none', encodeGlobalId({ type: 'Call', ...CALL, localDate: 'yesterday' })],
    ['a day that is none', encodeGlobalId({ type: 'Call', ...CALL, localDate: '2025-02-30 08:36:00' })],
  ])('and without a request for an id of %s', async (_, id) => {
    const { data, errors } = await board.query(NODE, { id });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: null });
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each<[kind: string, id: GlobalId]>([
    ['extension', { type: 'Extension', workspace: 'sandbox', sip: 'nobody' }],
    ['client', { type: 'Client', workspace: 'sandbox', clientId: '13' }],
    ['call', { type: 'Call', ...CALL, uuid: numberedUuid(999) }],
    ['call of another date', { type: 'Call', ...CALL, localDate: '2025-03-12 09:36:00' }],
    ['note', { type: 'Note', call: CALL, uuid: noteUuid(999) }],
    ['note of another call', { type: 'Note', call: CALL, uuid: noteUuid(7) }],
    [
      'note of an unknown call',
      { type: 'Note', call: { ...CALL, uuid: numberedUuid(999) }, uuid: noteUuid(3) },
    ],
  ])('for an unknown %s', async (_, id) => {
    const { data, errors } = await board.query(NODE, { id: encodeGlobalId(id) });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ node: null });
  });
});

describe('nodes', () => {
  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

  test('an id with another date than the call has is null, also beside the right one', async () => {
    const moved = encodeGlobalId({ type: 'Call', ...CALL, localDate: '2025-03-12 08:35:00' });
    const { data } = await board.query(NODES, { ids: [moved, IDS.call] });
    expect(data).toEqual({ nodes: [null, { __typename: 'Call', id: IDS.call }] });
  });

  test('answers in the order of the ids, null for what isn’t there', async () => {
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

  test('calls that lie close together share a request', async () => {
    const ids = [0, 1, 2, 3].map((index) => {
      const { uuid, callDate } = board.sandbox.data.calls[index] ?? aCall();
      return encodeGlobalId({ type: 'Call', workspace: 'sandbox', uuid, localDate: callDate });
    });
    const { data } = await board.query<{ nodes: unknown[] }>(NODES, { ids });
    expect(data?.nodes).toEqual(ids.map((id) => ({ __typename: 'Call', id })));
    expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1 });
  });

  test('takes at most a thousand ids', async () => {
    const ids = Array.from({ length: 1001 }, () => 'x');
    expect((await board.query<{ nodes: unknown[] }>(NODES, { ids: ids.slice(1) })).data?.nodes).toHaveLength(
      1000,
    );
    const { errors } = await board.query(NODES, { ids });
    expect(errors).toMatchObject([
      { message: 'ids: 1001 given; at most 1000 are allowed.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test('one that fails fails alone', async () => {
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

  test('finds a call that has notes through them, and asks for them once', async () => {
    const { data, errors } = await fresh.query(BY_UUID, { uuid: numberedUuid(3).toUpperCase() });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ call: { id: IDS.call, notes: [{ id: IDS.note }] } });
    expect(upstreamRequests(fresh.sandbox)).toEqual({ notes: 1, callHistory: 1 });
  });

  test('finds a call without notes once it has been seen', async () => {
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
      encodeGlobalId({ type: 'Call', workspace: 'sandbox', uuid, localDate: '2025-03-12 08:48:00' }),
    );
    expect(upstreamRequests(fresh.sandbox)).toEqual({ callHistory: 1 });
  });

  test.each(['', 'x', '12', numberedUuid(3).replaceAll('-', '')])(
    '%j is no uuid: null, and no request',
    async (uuid) => {
      const { data, errors } = await fresh.query(BY_UUID, { uuid });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ call: null });
      expect(fresh.sandbox.requests).toEqual([]);
    },
  );
});

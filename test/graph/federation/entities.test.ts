import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, aClient, anExtension, aNote, manyCalls, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { entities, idsOf } from './an-entity-query.js';

interface CallStart {
  readonly uuid: string;
  readonly startedAt: string;
}

const HOUR_OF_CALLS = 'from: "2025-03-12T10:00:00Z", to: "2025-03-12T11:00:00Z", order: OLDEST_FIRST';
const ABSENT_UUID = 'ffffffff-0000-4000-8000-000000000000';
const NOTED_CALL = aCall({
  uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
  callDate: '2025-01-20 09:00:00',
  note: 1,
});
const NOTE = aNote({
  created: '2025-01-20 09:10:00',
  call: { uuid: NOTED_CALL.uuid, callDate: '2025-01-20 08:00:00' },
});

const REPEATED_HOUR_CALL = aCall({ uuid: numberedUuid(300), callDate: '2025-10-26 02:30:00' });

const calls = [
  ...manyCalls(49, { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' }),
  NOTED_CALL,
  REPEATED_HOUR_CALL,
];
const sips = Array.from({ length: 100 }, (_, index) => `sip${index}`);
const extensions = sips.map((SIP, index) =>
  anExtension({ SIP, Name: `Extension ${index}`, SpeedDial: String(100 + index) }),
);

let switchboard: Switchboard;
let callIds: readonly string[];
let extensionIds: readonly string[];
let clientId: string;
let noteId: string;

beforeAll(async () => {
  const data = { calls, notes: { [NOTED_CALL.uuid]: [NOTE] }, client: aClient(), extensions };
  switchboard = await startSwitchboard({ sandbox: { data } });
  callIds = await idsOf(switchboard, `calls(${HOUR_OF_CALLS})`);
  extensionIds = await idsOf(switchboard, 'extensions(first: 100)');
  const { data: ids } = await switchboard.query<{
    client: { id: string };
    call: { notes: readonly [{ id: string }] };
  }>(`{ client { id } call(uuid: "${NOTED_CALL.uuid}") { notes { id } } }`);
  clientId = ids?.client.id ?? '';
  noteId = ids?.call.notes[0].id ?? '';
});

afterAll(() => switchboard.close());

beforeEach(() => {
  switchboard.sandbox.clearRequests();
  switchboard.sandbox.behaviour.faults = [];
});

describe('the cost of entities', () => {
  test('a hundred extensions by SIP cost one request', async () => {
    const { found } = await entities(
      switchboard,
      sips.map((sip) => ({ __typename: 'Extension', sip })),
    );
    expect(found.map((extension) => extension?.['sip'])).toEqual(sips);
    expect(requests()).toEqual({ GetExtensions: 1 });
  });

  test('a hundred extensions by id cost one request', async () => {
    expect(extensionIds).toHaveLength(100);
    const { found } = await entities(
      switchboard,
      extensionIds.map((id) => ({ __typename: 'Extension', id })),
    );
    expect(new Set(found.map((extension) => extension?.['sip']))).toEqual(new Set(sips));
    expect(requests()).toEqual({ GetExtensions: 1 });
  });

  test('forty-nine calls of one hour cost one page of the call history', async () => {
    expect(callIds).toHaveLength(49);
    const { found } = await entities(
      switchboard,
      callIds.map((id) => ({ __typename: 'Call', id })),
    );
    expect(found).toEqual(callIds.map((_, index) => ({ __typename: 'Call', uuid: numberedUuid(index) })));
    expect(requests()).toEqual({ callHistory: 1 });
  });

  test('forty-nine calls of one hour by uuid and start also cost one page', async () => {
    const { data } = await switchboard.query<{ calls: { nodes: readonly CallStart[] } }>(
      `{ calls(${HOUR_OF_CALLS}) { nodes { uuid startedAt } } }`,
    );
    const starts = data?.calls.nodes ?? [];
    switchboard.sandbox.clearRequests();
    const { found } = await entities(
      switchboard,
      starts.map((start) => ({ __typename: 'Call', ...start })),
    );
    expect(found).toEqual(callIds.map((_, index) => ({ __typename: 'Call', uuid: numberedUuid(index) })));
    expect(requests()).toEqual({ callHistory: 1 });
  });

  test('calls by id and by uuid and start share a page', async () => {
    const { found } = await entities(switchboard, [
      { __typename: 'Call', id: callIds[1] },
      { __typename: 'Call', uuid: numberedUuid(0), startedAt: '2025-03-12T10:00:00Z' },
    ]);
    expect(found.map((call) => call?.['uuid'])).toEqual([numberedUuid(1), numberedUuid(0)]);
    expect(requests()).toEqual({ callHistory: 1 });
  });

  test('duplicates cost no further request, and each is resolved', async () => {
    const [first] = callIds;
    const { found } = await entities(switchboard, [
      { __typename: 'Call', id: first },
      { __typename: 'Extension', sip: 'sip7' },
      { __typename: 'Call', id: first },
      { __typename: 'Extension', sip: 'sip7' },
      { __typename: 'Note', id: noteId },
      { __typename: 'Note', id: noteId },
    ]);
    expect(found.map((entity) => entity?.['__typename'])).toEqual([
      'Call',
      'Extension',
      'Call',
      'Extension',
      'Note',
      'Note',
    ]);
    expect(requests()).toEqual({ GetExtensions: 1, callHistory: 1, notes: 1 });
  });
});

describe('the resolution of entities', () => {
  test('a client is found by its number and by its id', async () => {
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Client', clientId: '12' },
      { __typename: 'Client', id: clientId },
      { __typename: 'Client', clientId: '13' },
    ]);
    const client = { __typename: 'Client', clientId: '12' };
    expect(found).toEqual([client, client, null]);
    expect(errors).toBeUndefined();
    expect(requests()).toEqual({ client: 1 });
  });

  test('a call with notes is found by its uuid, in lower or upper case', async () => {
    const { found } = await entities(switchboard, [
      { __typename: 'Call', uuid: NOTED_CALL.uuid },
      { __typename: 'Call', uuid: NOTED_CALL.uuid.toUpperCase() },
    ]);
    const call = { __typename: 'Call', uuid: NOTED_CALL.uuid };
    expect(found).toEqual([call, call]);
  });

  test('an unknown uuid is an error that says what to do; an invalid uuid is null', async () => {
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Call', uuid: ABSENT_UUID },
      { __typename: 'Call', uuid: '107' },
    ]);
    expect(found).toEqual([null, null]);
    expect(errors).toEqual([
      {
        message: expect.stringContaining('by its uuid and startedAt'),
        locations: expect.any(Array),
        path: ['_entities', 0],
        extensions: { code: 'CALL_NOT_LOCATED' },
      },
    ]);
  });

  test('a call is found by its uuid and start, with any offset; it is null if no such call started then', async () => {
    const uuid = numberedUuid(0);
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Call', uuid, startedAt: '2025-03-12T10:00:00Z' },
      { __typename: 'Call', uuid, startedAt: '2025-03-12T11:00:00+01:00' },
      { __typename: 'Call', uuid, startedAt: '2025-03-12T10:00:01Z' },
      { __typename: 'Call', uuid: ABSENT_UUID, startedAt: '2025-03-12T10:00:00Z' },
      { __typename: 'Call', uuid: '107', startedAt: '2025-03-12T10:00:00Z' },
    ]);
    const call = { __typename: 'Call', uuid };
    expect(found).toEqual([call, call, null, null, null]);
    expect(errors).toBeUndefined();
    expect(requests()).toEqual({ callHistory: 1 });
  });

  test('a call in the repeated hour of autumn is found only by the earlier of the two instants', async () => {
    const { uuid } = REPEATED_HOUR_CALL;
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Call', uuid, startedAt: '2025-10-26T00:30:00Z' },
      { __typename: 'Call', uuid, startedAt: '2025-10-26T01:30:00Z' },
    ]);
    expect(found).toEqual([{ __typename: 'Call', uuid }, null]);
    expect(errors).toBeUndefined();
  });

  test('an integer is accepted as an id', async () => {
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Client', clientId: 12 },
      { __typename: 'Extension', sip: 7 },
      { __typename: 'Client', id: 12 },
    ]);
    expect(found).toEqual([{ __typename: 'Client', clientId: '12' }, null, null]);
    expect(errors).toBeUndefined();
  });

  test('a note is found by its id', async () => {
    const { found } = await entities(switchboard, [{ __typename: 'Note', id: noteId }]);
    expect(found).toEqual([{ __typename: 'Note', uuid: NOTE.uuid, text: 'Notatka do tego połączenia' }]);
    expect(requests()).toEqual({ notes: 1 });
  });

  test('entities are returned in the requested order, with null for each that doesn’t exist', async () => {
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Extension', sip: 'sip9' },
      { __typename: 'Extension', sip: 'nobody' },
      { __typename: 'Client', clientId: '12' },
      { __typename: 'Extension', sip: 'sip3' },
      { __typename: 'Call', id: callIds[4] },
      { __typename: 'Call', id: callIds[1] },
    ]);
    expect(found).toEqual([
      { __typename: 'Extension', sip: 'sip9', name: 'Extension 9' },
      null,
      { __typename: 'Client', clientId: '12' },
      { __typename: 'Extension', sip: 'sip3', name: 'Extension 3' },
      { __typename: 'Call', uuid: numberedUuid(4) },
      { __typename: 'Call', uuid: numberedUuid(1) },
    ]);
    expect(errors).toBeUndefined();
  });
});

describe('next to valid representations', () => {
  test('a malformed id and the ids of another type or workspace are null without an error or a request', async () => {
    const foreign = Buffer.from('["Extension","other","sip1"]').toString('base64url');
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Extension', id: 'nonsense' },
      { __typename: 'Extension', id: clientId },
      { __typename: 'Extension', id: foreign },
    ]);
    expect(found).toEqual([null, null, null]);
    expect(errors).toBeUndefined();
    expect(requests()).toEqual({});
  });

  // Red if the calls of a batch fail together: a gateway names calls of many days in one query.
  test.each([
    ['by id', (id: string) => ({ id })],
    ['by uuid and start', () => ({ uuid: numberedUuid(0), startedAt: '2025-03-12T10:00:00Z' })],
  ])('a call whose time can’t be read doesn’t affect other calls, %s', async (_, keyOf) => {
    const query = { dateFrom: '2025-01-20 08:59:59' };
    switchboard.sandbox.behaviour.faults = [{ provider: 'ccrm', query, status: 500 }];
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Call', uuid: NOTED_CALL.uuid, startedAt: '2025-01-20T08:00:00Z' },
      { __typename: 'Call', ...keyOf(callIds[0] ?? '') },
    ]);
    expect(found).toEqual([null, { __typename: 'Call', uuid: numberedUuid(0) }]);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['_entities', 0],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', provider: 'ccrm', retryable: true },
      }),
    ]);
  });

  test('the failure of one provider doesn’t affect the entities of another', async () => {
    switchboard.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 503 }];
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Call', id: callIds[0] },
      { __typename: 'Extension', sip: 'sip1' },
      { __typename: 'Client', clientId: '12' },
    ]);
    expect(found).toEqual([
      { __typename: 'Call', uuid: numberedUuid(0) },
      null,
      { __typename: 'Client', clientId: '12' },
    ]);
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['_entities', 1],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', provider: 'voicenter', retryable: true },
      }),
    ]);
  });
});

function requests(): Readonly<Record<string, number>> {
  return upstreamRequests(switchboard.sandbox);
}

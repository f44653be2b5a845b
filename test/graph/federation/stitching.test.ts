import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readSdl } from '../../../examples/company-graph/sdl.js';
import { aCall, aClient, anExtension, aNote } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';

const CALL = aCall({ note: 1 });

let switchboard: Switchboard;
let callId: string;
let noteId: string;

beforeAll(async () => {
  const extensions = ['sip1', 'sip2'].map((SIP, index) => anExtension({ SIP, SpeedDial: `20${index}` }));
  const data = { calls: [CALL], notes: { [CALL.uuid]: [aNote()] }, client: aClient(), extensions };
  switchboard = await startSwitchboard({ sandbox: { data } });
  const { data: ids } = await switchboard.query<{
    call: { id: string; notes: readonly [{ id: string }] };
  }>(`{ call(uuid: "${CALL.uuid}") { id notes { id } } }`);
  callId = ids?.call.id ?? '';
  noteId = ids?.call.notes[0].id ?? '';
});

afterAll(() => switchboard.close());

beforeEach(() => switchboard.sandbox.clearRequests());

test('the stitching schema has node and nodes, but no federation fields', async () => {
  const schema = buildSchema(await readSdl(`${switchboard.url}/graphql`, '_sdl'));
  const fields = Object.keys(schema.getQueryType()?.getFields() ?? {});
  expect(fields).toEqual(expect.arrayContaining(['node', 'nodes', '_sdl', '_extensionsBySip']));
  expect(fields).not.toContain('_entities');
  expect(schema.getType('Node')).toBeDefined();
});

test('types merge by their id, sip, clientId and call uuid, each with its own entry point', async () => {
  const sdl = await readSdl(`${switchboard.url}/graphql`, '_sdl');
  const entryPoints = sdl.matchAll(/: \[(\w+)\]! @merge\(keyField: "(\w+)"\)/g);
  expect([...entryPoints].map(([, type, key]) => [type, key])).toEqual([
    ['Call', 'id'],
    ['Call', 'uuid'],
    ['Client', 'clientId'],
    ['Client', 'id'],
    ['Extension', 'id'],
    ['Extension', 'sip'],
    ['Note', 'id'],
  ]);
  // With keys, every entry point would also request their fields.
  expect(sdl).not.toContain('@key');
});

test('batches return entities in key order, with null for missing ones, and request each once', async () => {
  const { data, errors } = await switchboard.query(
    `query Batches($callIds: [ID!]!, $noteIds: [ID!]!) {
      _extensionsBySip(sips: ["sip2", "nobody", "sip1", "sip2"]) { sip }
      _clientsByClientId(clientIds: ["13", "12", "12"]) { clientId }
      _callsById(ids: $callIds) { uuid }
      _callsByUuid(uuids: ["${CALL.uuid}", "nonsense"]) { uuid }
      _notesById(ids: $noteIds) { uuid }
    }`,
    { callIds: [callId, 'nonsense', noteId, callId], noteIds: [noteId, callId] },
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    _extensionsBySip: [{ sip: 'sip2' }, null, { sip: 'sip1' }, { sip: 'sip2' }],
    _clientsByClientId: [null, { clientId: '12' }, { clientId: '12' }],
    _callsById: [{ uuid: CALL.uuid }, null, null, { uuid: CALL.uuid }],
    _callsByUuid: [{ uuid: CALL.uuid }, null],
    _notesById: [{ uuid: aNote().uuid }, null],
  });
  expect(upstreamRequests(switchboard.sandbox)).toEqual({
    GetExtensions: 1,
    client: 1,
    callHistory: 1,
    notes: 1,
  });
});

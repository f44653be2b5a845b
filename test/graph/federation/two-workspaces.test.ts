import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { aClient, anExtension, manyCalls, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { entities, idsOf } from './an-entity-query.js';

const HOUR = 3_600_000;
const RANGE = 'from: "2025-03-12T10:00:00Z", to: "2025-03-12T11:00:00Z"';

let south: Sandbox;
let switchboard: Switchboard;

beforeAll(async () => {
  south = await startSandbox({ data: company('south', 21) });
  switchboard = await startSwitchboard({
    sandbox: { data: company('north', 12) },
    workspaces: (north) => [
      { ...sandboxWorkspace(north), id: 'north' },
      { ...sandboxWorkspace(south), id: 'south' },
    ],
  });
});

afterAll(async () => {
  await switchboard.close();
  await south.close();
});

beforeEach(() => {
  for (const sandbox of [switchboard.sandbox, south]) {
    sandbox.clearRequests();
    sandbox.behaviour.faults = [];
  }
});

test('a hundred extensions by SIP cost one request for each workspace', async () => {
  const sips = Array.from({ length: 50 }, (_, index) => [`north${index}`, `south${index}`]).flat();
  const { found } = await entities(
    switchboard,
    sips.map((sip) => ({ __typename: 'Extension', sip })),
  );
  expect(found.map((extension) => extension?.['sip'])).toEqual(sips);
  expect(requests()).toEqual([{ GetExtensions: 1 }, { GetExtensions: 1 }]);
});

test('a SIP that exists in two workspaces is null rather than possibly the wrong extension', async () => {
  const { found, errors } = await entities(switchboard, [{ __typename: 'Extension', sip: 'shared' }]);
  expect(found).toEqual([null]);
  expect(errors).toBeUndefined();
});

test('an id identifies its workspace, and the other workspace gets no request', async () => {
  const [northern] = await idsOf(switchboard, `calls(workspace: "north", ${RANGE}, first: 1)`);
  const [southern] = await idsOf(switchboard, `calls(workspace: "south", ${RANGE}, first: 1)`);
  expect(northern).not.toBe(southern);
  south.clearRequests();
  switchboard.sandbox.clearRequests();
  const { found } = await entities(switchboard, [{ __typename: 'Call', id: southern }]);
  expect(found).toEqual([{ __typename: 'Call', uuid: numberedUuid(3) }]);
  expect(requests()).toEqual([{}, { callHistory: 1 }]);
});

test('a client is found by its number, whichever workspace it belongs to', async () => {
  const { found } = await entities(switchboard, [
    { __typename: 'Client', clientId: '21' },
    { __typename: 'Client', clientId: '12' },
  ]);
  expect(found.map((client) => client?.['clientId'])).toEqual(['21', '12']);
  expect(requests()).toEqual([{ client: 1 }, { client: 1 }]);
});

test('if one workspace’s provider fails, every key that may belong to that workspace is an error', async () => {
  south.behaviour.faults = [
    { provider: 'voicenter', status: 500 },
    { provider: 'ringme', status: 500 },
  ];
  const { found, errors } = await entities(switchboard, [
    { __typename: 'Extension', sip: 'shared' },
    { __typename: 'Extension', sip: 'north1' },
    { __typename: 'Client', clientId: '12' },
  ]);
  expect(found).toEqual([null, null, null]);
  expect(errors).toMatchObject(
    ['voicenter', 'voicenter', 'ringme'].map((provider, index) => ({
      path: ['_entities', index],
      extensions: { code: 'UPSTREAM_UNAVAILABLE', provider },
    })),
  );
});

test('if one workspace’s provider fails, the other’s extension is found by id, and its call by uuid and start', async () => {
  const [id] = await idsOf(switchboard, 'extensions(workspace: "north", first: 1)');
  const { data } = await switchboard.query<{ calls: { nodes: readonly [object] } }>(
    `{ calls(workspace: "north", ${RANGE}, first: 1) { nodes { uuid startedAt } } }`,
  );
  south.behaviour.faults = [{ status: 500 }];
  const { found, errors } = await entities(switchboard, [
    { __typename: 'Extension', id },
    { __typename: 'Call', ...data?.calls.nodes[0] },
  ]);
  expect(found).toMatchObject([{ sip: 'north0' }, { uuid: numberedUuid(3) }]);
  expect(errors).toBeUndefined();
});

test('a call is found by uuid and start in whichever workspace has it, with one page from each', async () => {
  const { data } = await switchboard.query<{ calls: { nodes: readonly [object] } }>(
    `{ calls(workspace: "south", ${RANGE}, first: 1) { nodes { uuid startedAt } } }`,
  );
  switchboard.sandbox.data.calls = [];
  south.clearRequests();
  const { found, errors } = await entities(switchboard, [{ __typename: 'Call', ...data?.calls.nodes[0] }]);
  switchboard.sandbox.data.calls = company('north', 12).calls;
  expect(found).toEqual([{ __typename: 'Call', uuid: numberedUuid(3) }]);
  expect(errors).toBeUndefined();
  expect(requests()).toEqual([{ callHistory: 1 }, { callHistory: 1 }]);
});

test.each([
  [
    'uuid and start in different hours',
    375,
    (hour: number) => ({ startedAt: new Date(hour * HOUR).toISOString() }),
  ],
  ['uuid', 107, () => ({})],
])('more calls by %s than the documented maximum are rejected', async (_, most, rest) => {
  const { found, errors } = await entities(
    switchboard,
    Array.from({ length: most + 1 }, (_, index) => ({
      __typename: 'Call',
      uuid: numberedUuid(1000 + index),
      ...rest(index),
    })),
  );
  expect(found).toEqual([]);
  expect(errors).toMatchObject([
    { extensions: { affordable: [{ change: 'SHORTER_LIST', argument: 'representations', items: most }] } },
  ]);
  expect(requests()).toEqual([{}, {}]);
});

test('a provider’s failure takes precedence over the other workspace’s CALL_NOT_LOCATED', async () => {
  south.behaviour.faults = [{ provider: 'ccrm', status: 500 }];
  const { found, errors } = await entities(switchboard, [{ __typename: 'Call', uuid: numberedUuid(999) }]);
  expect(found).toEqual([null]);
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
});

/** A company with fifty extensions of its own and one SIP that the other company also has. */
function company(name: string, clientId: number) {
  const own = Array.from({ length: 50 }, (_, index) => `${name}${index}`);
  return {
    calls: manyCalls(4, { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' }),
    client: aClient({ id: clientId }),
    extensions: [...own, 'shared'].map((SIP) => anExtension({ SIP, SpeedDial: '' })),
  };
}

function requests(): readonly Readonly<Record<string, number>>[] {
  return [switchboard.sandbox, south].map(upstreamRequests);
}

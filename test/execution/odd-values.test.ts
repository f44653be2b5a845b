import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Call } from '../../src/domain/call.js';
import type { Client } from '../../src/domain/client.js';
import type { Extension } from '../../src/domain/extension.js';
import type { Note } from '../../src/domain/note.js';
import type { Workspace } from '../../src/domain/sources.js';
import { UpstreamError } from '../../src/domain/upstream/upstream-error.js';
import { overCalls, type Operations } from './an-operation.js';
import { aContext, startExecutor, type Executor } from './executions.js';
import { RANGE } from './providers.js';

/*
 * Sources that violate their types, as a mistake in a decoder would: their values come from JSON, so types don't reveal
 * it. Every error is masked, and every null propagates as far as in graphql-js.
 */

let executor: Executor;

beforeAll(async () => {
  executor = await startExecutor();
});
afterAll(() => executor.stop());

const CALL = {
  kind: 'Call',
  workspace: 'acme',
  uuid: '00000000-0000-4000-8000-000000000001',
  localDate: '2025-03-12 11:24:57',
  startedAt: 1741775097000,
  durationSeconds: 3,
  direction: 'INBOUND',
  status: 'ANSWERED',
  service: 'CALL',
  routing: 'QUEUE',
  destination: 'x',
  cost: 0,
  from: [{ kind: 'PERSON', phone: null, contact: { kind: 'CallContactPerson', uuid: 'u', firstName: 'A' } }],
  to: [],
  externalParty: null,
  smsText: null,
  flags: [{ uuid: 'f', name: 'Billing' }],
  hasNotes: true,
  agents: [{ workspace: 'acme', internalNumber: '107', user: null }],
};
const NOTE = {
  kind: 'Note',
  workspace: 'acme',
  uuid: 'n',
  text: 't',
  createdAt: 1741775097000,
  status: 'ACTIVE',
  files: [],
  call: CALL,
};

/** The values of each provider; an Error is thrown, immediately or later. */
interface Given {
  readonly calls?: readonly object[];
  readonly notes?: unknown;
  readonly client?: unknown;
  readonly extensions?: unknown;
}

/** The value as JSON; throws any Errors in it. */
function asJson(value: unknown): string {
  if (value instanceof Error) throw value;
  return JSON.stringify(value);
}

function aWorkspace({ calls = [CALL], notes = [], client = null, extensions = [] }: Given): Workspace {
  return {
    id: 'acme',
    client: {
      client: () => Promise.resolve().then((): Client => JSON.parse(asJson(client))),
      updateClient: () => Promise.reject(new Error('not asked')),
    },
    extensions: { extensions: (): readonly Extension[] => JSON.parse(asJson(extensions)) },
    calls: {
      openHistory: () => ({
        timezone: 'Europe/Warsaw',
        async *walk() {
          const given: readonly Call[] = JSON.parse(asJson(calls));
          yield await Promise.resolve(given);
        },
        count: () => Promise.resolve(2 ** 40),
        find: () => Promise.resolve(new Map<string, Call>([[CALL.uuid, JSON.parse(asJson(CALL))]])),
        findByUuid: () => Promise.reject(new TypeError('a secret')),
        notes: (): readonly Note[] => JSON.parse(asJson(notes)),
        archiveStatus: () => Promise.resolve(null),
        searchNotes: () => Promise.reject(new Error('not asked')),
      }),
    },
  };
}

const EVERYTHING = overCalls(`__typename uuid startedAt durationSeconds direction status cost hasNotes
  from { kind phone { e164 } contact { __typename ... on CallContactPerson { uuid firstName } ... on CallContactOrganisation { uuid name } } }
  flags { uuid name } agents { internalNumber user { uuid } extension { sip name account { id name } } }
  notes { uuid text createdAt content files { name sizeBytes uploadedAt } call { uuid } } client { clientId name geoRestriction { mode countries } }`);

/** A call with these changes between two without. */
const amongOthers = (changes: object): Given => ({ calls: [CALL, { ...CALL, ...changes }, CALL] });

const CASES: Readonly<Record<string, Given>> = {
  'valid values': {},
  'an invalid time': amongOthers({ startedAt: 'soon' }),
  'no time': amongOthers({ startedAt: null }),
  'a number beyond 32 bits': amongOthers({ durationSeconds: 2 ** 40 }),
  'a nullable number beyond 32 bits': amongOthers({ cost: 2 ** 40 }),
  'a fraction for a nullable Int': amongOthers({ cost: 0.5 }),
  'an object for a number': amongOthers({ cost: { toString: 1 } }),
  'a list for a string': amongOthers({ destination: ['x'] }),
  'an unknown enum value': amongOthers({ direction: 'SIDEWAYS' }),
  'a list for an enum': amongOthers({ status: [] }),
  'a string for a Boolean': amongOthers({ hasNotes: 'yes' }),
  'null for a list': amongOthers({ flags: null }),
  'a string for a list': amongOthers({ flags: 'Billing' }),
  'an object for a list': amongOthers({ flags: { 0: 'x' } }),
  'a null in a list': amongOthers({ flags: [null, { uuid: 'x', name: 'y' }] }),
  'nulls in all items of a list': amongOthers({
    flags: [{ uuid: null, name: null }, { uuid: 'x', name: null }, {}],
  }),
  'a string for an object': amongOthers({ flags: ['x'], externalParty: 'y' }),
  'a null in every call': { calls: [{ ...CALL, uuid: null }, { ...CALL, status: null }, {}] },
  'a type that isn’t a member of the union': amongOthers({
    from: [{ kind: 'PERSON', contact: { kind: 'Client' } }],
  }),
  'an unknown type for a union': amongOthers({
    from: [{ kind: 'PERSON', contact: { kind: 'Robot' } }],
  }),
  'a union value without a type': amongOthers({ from: [{ kind: 'PERSON', contact: {} }] }),
  'a null in a value of a union': amongOthers({
    from: [{ kind: 'PERSON', contact: { kind: 'CallContactOrganisation' } }],
  }),
  'a call without fields': { calls: [CALL, {}] },
  'notes that aren’t a list': { notes: 'x' },
  'a null note': { notes: [NOTE, null] },
  'notes without required fields': { notes: [{ ...NOTE, uuid: null }, { ...NOTE, createdAt: {} }, NOTE] },
  'files without names': { notes: [{ ...NOTE, files: [{}, { sizeBytes: 2 ** 40 }], content: 'x' }] },
  'notes that fail': { notes: new UpstreamError('ccrm', 'UPSTREAM_TIMEOUT', 'too late') },
  'notes that fail with an internal error': { notes: new TypeError('a secret') },
  'a client without its required fields': { client: { kind: 'Client', workspace: 'acme', clientId: null } },
  'a client with some of its required fields': {
    client: {
      kind: 'Client',
      workspace: 'acme',
      clientId: '1',
      geoRestriction: { mode: 'ALL', countries: ['RU', null] },
    },
  },
  'a client that fails': { client: new UpstreamError('ringme', 'UPSTREAM_UNAVAILABLE', 'no') },
  'extensions that fail synchronously': { extensions: new TypeError('a secret') },
  'an extension without an account': {
    extensions: [
      {
        kind: 'Extension',
        workspace: 'acme',
        sip: 's',
        name: 'n',
        speedDial: '107',
        account: null,
        user: {},
      },
    ],
  },
};

const OPERATIONS: Operations = {
  'all fields of calls': EVERYTHING,
  'aliased and merged fields of calls': overCalls(
    'a: flags { name } flags { uuid } f: from { contact { t: __typename } } b: cost c: startedAt',
  ),
  'nullable fields only': overCalls('cost destination client { name } notes { text } externalParty { kind }'),
  'all fields except calls': {
    query: `query ($from: DateTime!, $to: DateTime!) { client { clientId name geoRestriction { mode countries } }
      clients { clientId } extensions { nodes { sip name account { id } user { name } client { name } } edges { cursor } totalCount }
      calls(from: $from, to: $to) { totalCount } call(uuid: "${CALL.uuid}") { uuid } node(id: "x") { id } }`,
    variables: RANGE,
  },
};

test.each(
  Object.entries(CASES).flatMap(([given, value]) =>
    Object.entries(OPERATIONS).map(([asked, operation]) => [given, asked, value, operation] as const),
  ),
)('with %s in %s, gives the same data and errors as graphql-js', async (_given, _asked, given, operation) => {
  const workspaces = new Map([['acme', aWorkspace(given)]]);
  const { first, second } = await executor.executeTwice(operation, () => aContext(workspaces));
  expect(second.answer).toEqual(first.answer);
  expect(second.answer.errors.join()).not.toContain('secret');
});

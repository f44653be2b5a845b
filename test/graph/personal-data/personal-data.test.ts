import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { isNonNullType, isObjectType } from 'graphql';
import { SCOPES } from '../../../src/domain/caller.js';
import { buildGraphSchema } from '../../../src/graph/schema/build-schema.js';
import { maskedEmail, maskedName, maskedPhone } from '../../../src/domain/masks.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { aCall, aClient, anExtension, aNote } from '../../support/builders.js';
import { startSwitchboard, type GraphQLAnswer, type Switchboard } from '../../support/a-switchboard.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { aCallOfContacts } from '../call/a-call-of-contacts.js';
import { DAY } from '../../support/a-company.js';

const WITHOUT_PII = SCOPES.filter((scope) => scope !== 'pii:read');
const AUTH = anAuth([
  anApiKey('open', { scopes: WITHOUT_PII }),
  anApiKey('masked', { scopes: WITHOUT_PII, maskPersonalData: true }),
  anApiKey('masked-with-scope', { maskPersonalData: true }),
]);

/** Values that may never reach a masked caller; the rest of the data isn't personal. */
const PERSONAL = [
  '600 000 123',
  '600000123',
  '555 01 00',
  'katarzyna',
  'atarzyna',
  'owak',
  'example.com',
  'Notatka',
  'Proszę oddzwonić',
  'Umowa',
  'Jan Kowalski',
  'Marszałkowska',
  'Zielona',
  '601',
];

const CALL = `id from { phone { formatted raw e164 } contact { ... on CallContactPerson { firstName lastName avatar } } }
  to { phone { formatted raw e164 } contact { ... on CallContactOrganisation { avatar } } } externalParty { phone { formatted raw e164 } } smsText
  agents { internalNumber user { firstName lastName } extension { user { name email } } }`;
const NOTE = 'id text html content author { firstName lastName } files { name description mimeType }';
const CLIENT = `name email contactPersons contactPhones legalAddress actualAddress diskSpaceNotifyEmail`;
const EXTENSION = 'id sip speedDial user { name email }';

let board: Switchboard;

beforeAll(async () => {
  const file = {
    uuid: '2fa7bda9-e853-43d6-9b3c-c194ad59cefd',
    name: 'Umowa Nowak',
    extension: 'pdf',
    mimeType: 'application/pdf',
    description: 'Umowa',
  };
  board = await startSwitchboard({
    auth: AUTH,
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    sandbox: {
      data: {
        calls: [aCallOfContacts()],
        notes: { [aCall().uuid]: [aNote({ files: [file] })] },
        extensions: [anExtension()],
        client: aClient({
          email: 'jan.kowalski@example.com',
          ambassadors: 'Jan Kowalski',
          contact_phones: '+48 601 000 000',
          jur_address: 'Marszałkowska 1',
          fact_address: 'Zielona 2',
          disk_space_notify_email: 'admin@example.com',
        }),
      },
    },
  });
});
beforeEach(() => board.sandbox.clearRequests());
afterAll(() => board.close());

type Variables = Readonly<Record<string, unknown>>;

function as(key: string, query: string, variables: Variables = {}): Promise<GraphQLAnswer<unknown>> {
  return board.query<unknown>(query, variables, { 'x-api-key': key });
}

const ROOTS = `query ($from: DateTime!, $to: DateTime!) {
  calls(from: $from, to: $to) { nodes { ${CALL} notes { ${NOTE} } client { ${CLIENT} } } edges { cursor node { ${CALL} } } }
  call(uuid: "e4baaa94-095a-41b3-b638-203dcfcfd3fe") { ${CALL} }
  client { ${CLIENT} id extensions { nodes { ${EXTENSION} } } calls(from: $from, to: $to) { nodes { ${CALL} } } }
  clients { ${CLIENT} }
  extensions { nodes { ${EXTENSION} calls(from: $from, to: $to) { nodes { ${CALL} } } } edges { cursor } }
  extension(sip: "acmeSIP107") { ${EXTENSION} }
}`;

const BY_KEY = `query ($ids: [ID!]!, $id: ID!, $call: [ID!]!, $note: [ID!]!, $of: [_Any!]!) {
  node(id: $id) { ...on_any }
  nodes(ids: $ids) { ...on_any }
  _entities(representations: $of) {
    ... on Call { ${CALL} } ... on Note { ${NOTE} } ... on Client { ${CLIENT} } ... on Extension { ${EXTENSION} }
  }
  _extensionsBySip(sips: ["acmeSIP107"]) { ${EXTENSION} }
  _clientsByClientId(clientIds: ["12"]) { ${CLIENT} }
  _callsById(ids: $call) { ${CALL} notes { ${NOTE} } }
  _notesById(ids: $note) { ${NOTE} call { ${CALL} } }
}
fragment on_any on Node {
  ... on Call { ${CALL} } ... on Note { ${NOTE} } ... on Client { ${CLIENT} } ... on Extension { ${EXTENSION} }
}`;

async function idsOfEverything(): Promise<
  Readonly<Record<'Call' | 'Note' | 'Client' | 'Extension', string>>
> {
  const { data } = await board.query<{
    calls: { nodes: [{ id: string; notes: [{ id: string }] }] };
    client: { id: string };
    extensions: { nodes: [{ id: string }] };
  }>(
    'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { nodes { id notes { id } } } client { id } extensions { nodes { id } } }',
    DAY,
    { 'x-api-key': 'open' },
  );
  const call = data?.calls.nodes[0];
  return {
    Call: call?.id ?? '',
    Note: call?.notes[0].id ?? '',
    Client: data?.client.id ?? '',
    Extension: data?.extensions.nodes[0].id ?? '',
  };
}

async function byKey(): Promise<Variables> {
  const ids = await idsOfEverything();
  const of = Object.entries(ids).map(([type, id]) => ({ __typename: type, id }));
  return { ids: Object.values(ids), id: ids.Note, call: [ids.Call], note: [ids.Note], of };
}

// Red without hidePersonalData.
describe('a caller who may not see personal data', () => {
  test.each([
    ['root fields and links', ROOTS, () => Promise.resolve<Variables>(DAY)],
    ['ids, entities and stitched keys', BY_KEY, byKey],
    [
      'a mutation',
      `mutation { updateClient(input: { timezone: "Europe/Moscow" }) { client { ${CLIENT} } } }`,
      () => Promise.resolve<Variables>({}),
    ],
  ])(
    'gets no personal data through %s, on the first run and with a cached plan',
    async (_, query, variablesOf) => {
      const variables = await variablesOf();
      const shown = await as('open', query, variables);
      expect(shown.errors).toBeUndefined();
      const first = await as('masked', query, variables);
      for (const masked of [
        first,
        await as('masked', query, variables),
        await as('masked', query, variables),
      ]) {
        expect(PERSONAL.filter((text) => JSON.stringify(masked).includes(text))).toEqual([]);
        expect(new Set(masked.errors?.map(({ extensions }) => extensions?.['code']))).toEqual(
          new Set(['FORBIDDEN']),
        );
        expect(masked.data).toEqual(first.data);
      }
      expect(await as('masked-with-scope', query, variables)).toEqual(shown);
    },
  );

  test('gets masked numbers, addresses and names, and null with FORBIDDEN for texts', async () => {
    const { data, errors } = await as('masked', ROOTS, DAY);
    const phone = {
      formatted: '+48 *** *** 123',
      raw: '+48 *** *** 123',
      e164: '+48 *** *** 123',
    };
    expect(data).toMatchObject({
      calls: {
        nodes: [
          {
            externalParty: { phone },
            smsText: null,
            from: [{ contact: { firstName: 'K***', lastName: 'N***', avatar: null } }],
            to: [{ contact: { avatar: null } }],
            agents: [
              {
                internalNumber: '107',
                user: { firstName: 'K***', lastName: 'N***' },
                extension: { user: { name: 'K***', email: 'k***@e***.com' } },
              },
            ],
            notes: [
              {
                text: null,
                html: null,
                content: null,
                author: { firstName: 'K***', lastName: 'N***' },
                files: [{ name: null, description: null, mimeType: 'application/pdf' }],
              },
            ],
          },
        ],
      },
      client: {
        name: 'ringme_test',
        email: 'j***@e***.com',
        contactPersons: null,
        contactPhones: null,
        legalAddress: null,
        actualAddress: null,
        diskSpaceNotifyEmail: 'a***@e***.com',
      },
    });
    expect(errors).toContainEqual(
      expect.objectContaining({
        path: ['calls', 'nodes', 0, 'smsText'],
        message: 'The scope pii:read is required.',
        extensions: { code: 'FORBIDDEN' },
      }),
    );
  });

  test('gets null without an error for missing values', async () => {
    const query = '{ client { domainPrefix } extension(sip: "acmeSIP107") { user { email } } }';
    expect((await as('masked', query)).errors).toBeUndefined();
  });

  // Red if the filter accepts any number: `phone: "48600000123"` would then reveal who called.
  test.each([
    ['Query.calls', 'calls(from: $from, to: $to, filter: { phone: $phone }) { totalCount }', ['calls']],
    [
      'Client.calls',
      'client { calls(from: $from, to: $to, filter: { phone: $phone }) { totalCount } }',
      ['client', 'calls'],
    ],
    [
      'Extension.calls',
      'extension(sip: "acmeSIP107") { calls(from: $from, to: $to, filter: { phone: $phone }) { totalCount } }',
      ['extension', 'calls'],
    ],
    [
      'callStatistics',
      'callStatistics(from: $from, to: $to, groupBy: STATUS, filter: { phone: $phone }) { callCount }',
      ['callStatistics'],
    ],
  ])('can’t filter %s by phone number', async (_, field, path) => {
    const query = `query ($from: DateTime!, $to: DateTime!, $phone: String) { ${field} }`;
    const right = await as('masked', query, { ...DAY, phone: '+48 600 000 123' });
    const wrong = await as('masked', query, { ...DAY, phone: '+48 600 000 124' });
    expect(right).toEqual(wrong);
    expect(right.errors).toMatchObject([{ path, extensions: { code: 'FORBIDDEN' } }]);
    expect(board.sandbox.requests.map(({ route }) => route)).not.toContain('callHistory');
    expect((await as('masked', query, DAY)).errors).toBeUndefined();
  });

  // Red if the search matches masked fields.
  test('finds extensions by their own name and numbers, not by their user’s name or e-mail', async () => {
    const query = 'query ($search: String) { extensions(search: $search) { totalCount } }';
    const found = async (key: string, search: string) => (await as(key, query, { search })).data;
    for (const search of ['katarzyna', 'nowak@', 'example.com', 'K***', '***']) {
      expect(await found('masked', search)).toEqual({ extensions: { totalCount: 0 } });
    }
    for (const search of ['obsługa', '107', 'ACMEsip']) {
      expect(await found('masked', search)).toEqual({ extensions: { totalCount: 1 } });
    }
    expect(await found('open', 'nowak@')).toEqual({ extensions: { totalCount: 1 } });
  });
});

describe('every field tagged as personal data', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildGraphSchema();
  });

  test('is nullable, and its description says how it appears to callers without access', () => {
    const fields = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) => Object.values(type.getFields()));
    const tagged = fields.filter(({ extensions }) => extensions['personalData'] !== undefined);
    expect(tagged.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['e164', 'email', 'smsText', 'text', 'html', 'content', 'firstName', 'avatar']),
    );
    expect(tagged.filter(({ type }) => isNonNullType(type))).toEqual([]);
    for (const { description } of tagged) {
      expect(description).toMatch(/(Masked as `.*`|FORBIDDEN) for callers who may not see personal data\.$/);
    }
  });
});

test.each([
  ['+48 600 000 123', '+48 *** *** 123'],
  ['48600000123', '+48 *** *** 123'],
  ['0048 600 000 123', '+48 *** *** 123'],
  ['600000123', '*** *** 123'],
  ['+1 (212) 555-0199', '+1 *** *** 199'],
  ['+999 123 456 789', '*** *** 789'],
  ['107', '***'],
  ['+48 12', '***'],
  ['ALLEGRO', '***'],
  ['', '***'],
])('the number %j is masked as %j', (number, masked) => {
  expect(maskedPhone(number)).toBe(masked);
});

test.each([
  ['jan.kowalski@mail.example.com', 'j***@m***.com'],
  [' ż@ż.pl ', 'ż***@ż***.pl'],
  ['jan@localhost', '***'],
  ['jan@example.com, ewa@example.com', '***'],
  ['nobody', '***'],
  ['', '***'],
])('the e-mail address %j is masked as %j', (email, masked) => {
  expect(maskedEmail(email)).toBe(masked);
});

test.each([
  ['Katarzyna Nowak', 'K***'],
  [' żaneta', 'ż***'],
  ['', '***'],
])('the name %j is masked as %j', (name, masked) => {
  expect(maskedName(name)).toBe(masked);
});

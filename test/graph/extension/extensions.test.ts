import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeCursor } from '../../../src/graph/relay/cursor.js';
import { aClient, anExtension } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';

const EXTENSIONS = [
  anExtension(),
  anExtension({
    SIP: 'acmeSIP011',
    Name: 'portiernia',
    SpeedDial: '011',
    UserName: 'Ryszard Bąk',
    UserEmail: '',
  }),
  anExtension({ SIP: 'acmeSIPspare', Name: '', SpeedDial: '', AccountName: '', UserName: '', UserEmail: '' }),
  anExtension({
    SIP: 'b205',
    Name: 'Training',
    SpeedDial: '205',
    UserName: '',
    UserEmail: 'jack@example.com',
  }),
  anExtension({
    SIP: 'a205',
    Name: 'Training',
    SpeedDial: '205',
    UserName: 'דנה לוי',
    UserEmail: 'dana@example.com',
  }),
];
const IN_ORDER = ['acmeSIPspare', 'acmeSIP107', 'acmeSIP011', 'a205', 'b205'];

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { extensions: EXTENSIONS, client: aClient() } } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

interface Page {
  readonly nodes: readonly { readonly sip: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly sip: string } }[];
  readonly totalCount: number;
  readonly pageInfo: Readonly<Record<string, unknown>>;
}

async function pageOf(variables: Readonly<Record<string, unknown>>): Promise<Page> {
  const { data, errors } = await board.query<{ extensions: Page }>(
    `query ($search: String, $first: Int, $after: String) {
      extensions(search: $search, first: $first, after: $after) {
        nodes { sip } edges { cursor node { sip } } totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`,
    variables,
  );
  expect(errors).toBeUndefined();
  if (data?.extensions === undefined) throw new Error('no page');
  return data.extensions;
}

const sips = ({ nodes }: Page) => nodes.map(({ sip }) => sip);

describe('one extension', () => {
  test.each([
    ['sip: "acmeSIP107"', 'acmeSIP107'],
    ['sip: "nobody"', null],
    ['sip: ""', null],
    ['speedDial: "107"', 'acmeSIP107'],
    ['speedDial: "011"', 'acmeSIP011'],
    ['speedDial: "11"', null],
    ['speedDial: "205"', null],
    ['speedDial: ""', null],
    ['sip: "b205", speedDial: "205"', 'b205'],
    ['sip: "b205", speedDial: "107"', null],
    ['sip: null, speedDial: "107"', 'acmeSIP107'],
  ])('extension(%s) is %j', async (args, sip) => {
    const { data, errors } = await board.query(`{ extension(${args}) { sip } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ extension: sip === null ? null : { sip } });
  });

  test.each(['', '(sip: null, speedDial: null)'])(
    'extension%s without a sip or speedDial is rejected',
    async (args) => {
      const { data, errors } = await board.query(`{ extension${args} { sip } }`);
      expect(data).toEqual({ extension: null });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(board.sandbox.requests).toEqual([]);
    },
  );

  test.each([
    [
      'acmeSIP107',
      {
        __typename: 'Extension',
        sip: 'acmeSIP107',
        name: 'Obsługa klienta 1',
        speedDial: '107',
        account: { id: '20260001', name: 'Acme Warszawa' },
        user: { name: 'Katarzyna Nowak', email: 'katarzyna.nowak@example.com' },
        client: { clientId: '12' },
      },
    ],
    ['acmeSIP011', { user: { name: 'Ryszard Bąk', email: null } }],
    ['acmeSIPspare', { name: '', speedDial: null, account: { id: '20260001', name: null }, user: null }],
  ])('%s returns every field', async (sip, expected) => {
    const { data, errors } = await board.query<{ extension: object }>(
      `query ($sip: ID!) {
        extension(sip: $sip) {
          __typename sip name speedDial account { id name } user { name email } client { clientId }
        }
      }`,
      { sip },
    );
    expect(errors).toBeUndefined();
    expect(data?.extension).toMatchObject(expected);
  });
});

describe('extensions', () => {
  test('are sorted by name, then SIP', async () => {
    const page = await pageOf({});
    expect(sips(page)).toEqual(IN_ORDER);
    expect(page.edges.map(({ node }) => node.sip)).toEqual(IN_ORDER);
    expect(page.totalCount).toBe(5);
    expect(page.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges[4]?.cursor,
    });
  });

  test.each([1, 2, 3, 5])('are returned exactly once each in pages of %d', async (first) => {
    const found: string[] = [];
    let after: unknown = null;
    do {
      const page: Page = await pageOf({ first, after });
      expect(page.totalCount).toBe(5);
      expect(page.pageInfo['hasPreviousPage']).toBe(after !== null);
      found.push(...sips(page));
      after = page.pageInfo['hasNextPage'] === true ? page.pageInfo['endCursor'] : null;
    } while (after !== null);
    expect(found).toEqual(IN_ORDER);
  });

  test.each([
    ['OBSŁUGA', ['acmeSIP107']],
    ['bąk', ['acmeSIP011']],
    ['דנה', ['a205']],
    ['JACK@', ['b205']],
    ['205', ['a205', 'b205']],
    ['01', ['acmeSIP011']],
    ['sipSPARE', ['acmeSIPspare']],
    ['  training ', ['a205', 'b205']],
    ['', IN_ORDER],
    [null, IN_ORDER],
    ['nobody', []],
    ['.*', []],
    ['20260001', []],
  ])('search: %j finds %j', async (search, expected) => {
    const page = await pageOf({ search });
    expect(sips(page)).toEqual(expected);
    expect(page.totalCount).toBe(expected.length);
  });

  test('have the same pages as Client.extensions', async () => {
    const { edges } = await pageOf({ first: 2 });
    const { data } = await board.query<{ client: { extensions: Page } }>(
      'query ($after: String) { client { extensions(first: 2, after: $after) { nodes { sip } totalCount } } }',
      { after: edges[1]?.cursor },
    );
    expect(data?.client.extensions).toEqual({
      nodes: [{ sip: 'acmeSIP011' }, { sip: 'a205' }],
      totalCount: 5,
    });
  });

  const AFTER = 'after: must be a cursor of this list: of the same workspace';

  test.each([
    ['first: 0', 'first: must be at least 1'],
    ['first: -1', 'first: must be at least 1'],
    ['first: 1001', 'first: must be at most 1,000'],
    ['after: "!"', AFTER],
    [`after: "${encodeCursor(['extensions', 'globex'], ['a', 'b'])}"`, AFTER],
    [`after: "${encodeCursor(['extensions', 'sandbox'], [])}"`, AFTER],
    [`after: "${encodeCursor(['extensions', 'sandbox'], ['a', 1])}"`, AFTER],
  ])('extensions(%s) is rejected without an upstream request', async (args, message) => {
    const { data, errors } = await board.query(`{ extensions(${args}) { totalCount } }`);
    expect(data).toEqual({ extensions: null });
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(board.sandbox.requests).toEqual([]);
  });

  test('cost one upstream request, however they are queried', async () => {
    await board.query(`{
      a: extensions(search: "1") { nodes { sip client { clientId extensions { totalCount } } } }
      b: extensions(first: 1) { totalCount }
      extension(sip: "b205") { sip }
      client { extensions { totalCount } }
    }`);
    expect(upstreamRequests(board.sandbox)).toEqual({ GetExtensions: 1, client: 1 });
  });
});

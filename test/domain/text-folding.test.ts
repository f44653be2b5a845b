import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareNames, foldText } from '../../src/domain/text-folding.js';
import { anExtension } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

const NAMES = [
  'Zebra',
  'apple',
  'Łukasz',
  'Zenon',
  'Extension 10',
  'Extension 2',
  'Ångström',
  'Straße',
  'Ёлка',
  'Ефим',
];

let board: Switchboard;

beforeAll(async () => {
  const extensions = NAMES.map((name, index) =>
    anExtension({ SIP: `s${index}`, Name: name, SpeedDial: `\u200e10${index}`, UserName: '', UserEmail: '' }),
  );
  board = await startSwitchboard({ sandbox: { data: { extensions } } });
});
afterAll(() => board.close());

async function namesOf(variables: Readonly<Record<string, unknown>>) {
  const { data, errors } = await board.query<{ extensions: { nodes: { name: string }[] } | null }>(
    'query ($search: String, $after: String) { extensions(search: $search, after: $after) { nodes { name } } }',
    variables,
  );
  return { names: data?.extensions?.nodes.map(({ name }) => name), errors };
}

describe('a search for extensions', () => {
  test.each([
    ['lukasz', 'Łukasz'],
    ['ŁUKASZ', 'Łukasz'],
    ['Łukasz'.normalize('NFD'), 'Łukasz'],
    ['strasse', 'Straße'],
    ['STRASSE', 'Straße'],
    ['елка', 'Ёлка'],
    ['Ёлка'.normalize('NFD'), 'Ёлка'],
    ['angstrom', 'Ångström'],
    ['Ａｐｐｌｅ', 'apple'],
    ['  apple ', 'apple'],
    ['100', 'Zebra'],
    ['\u202a100\u202c', 'Zebra'],
  ])('for %j finds %j', async (search, name) => {
    expect(await namesOf({ search })).toEqual({ names: [name] });
  });
});

test('names are in natural sort order across all pages', async () => {
  const expected = [
    'Ångström',
    'apple',
    'Extension 2',
    'Extension 10',
    'Łukasz',
    'Straße',
    'Zebra',
    'Zenon',
    'Ёлка',
    'Ефим',
  ];
  expect((await namesOf({})).names?.toSorted()).toEqual(expected.toSorted());
  expect((await namesOf({})).names?.slice(0, 8)).toEqual(expected.slice(0, 8));
  const paged: string[] = [];
  let after: string | null = null;
  do {
    const page: { readonly data?: PageData | null } = await board.query<PageData>(
      'query ($after: String) { extensions(first: 3, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } } }',
      { after },
    );
    paged.push(...(page.data?.extensions.nodes.map(({ name }) => name) ?? []));
    const pageInfo: PageData['extensions']['pageInfo'] | undefined = page.data?.extensions.pageInfo;
    after = pageInfo?.hasNextPage === true ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(paged).toEqual((await namesOf({})).names);
});

interface PageData {
  readonly extensions: {
    readonly nodes: readonly { readonly name: string }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

test('a cursor for code-unit order is rejected because it would skip extensions', async () => {
  const after = Buffer.from(JSON.stringify(['extensions', 'sandbox', 'Zebra', 's0'])).toString('base64url');
  const { errors } = await namesOf({ after });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('a search of more than 200 characters is rejected with an error that states the limit', async () => {
  const { errors } = await namesOf({ search: 'x'.repeat(201) });
  expect(errors).toMatchObject([
    { message: expect.stringContaining('at most 200 characters'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test.each([
  ['ŁÓDŹ', 'lodz'],
  ['İstanbul', 'istanbul'],
  ['Ægir Þór', 'aegir thor'],
  ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
  ['שָׁלוֹם', 'שלום'],
  ['a\u00adb\u200fc', 'abc'],
])('%j is folded to %j', (text, folded) => {
  expect(foldText(text)).toBe(folded);
  expect(foldText(text.normalize('NFD'))).toBe(folded);
});

test('the sort order ignores case and compares numbers by value', () => {
  expect(['b10', 'B9', 'a', 'B', 'A'].toSorted(compareNames)).toEqual(['a', 'A', 'B', 'B9', 'b10']);
});

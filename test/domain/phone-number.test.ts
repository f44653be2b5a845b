import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aCall, numberedUuid } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { DAY } from '../support/a-company.js';

const COUNTRIES = [null, 'PL', 'IL', 'RU', 'DE', 'US'] as const;

type Country = (typeof COUNTRIES)[number];

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({
    workspaces: (sandbox) =>
      COUNTRIES.map((country) => ({ ...sandboxWorkspace(sandbox), id: country ?? 'none', country })),
  });
});
afterEach(() => {
  board.sandbox.data.calls = [];
});
afterAll(() => board.close());

interface Phone {
  readonly formatted: string | null;
  readonly raw: string | null;
  readonly e164: string | null;
}

/** The external number of one call in a workspace of this country. */
async function phoneOf(
  country: Country,
  formatted: unknown,
  raw: unknown,
): Promise<Phone | null | undefined> {
  board.sandbox.data.calls = [
    aCall({ externalNumber: { numberFormatted: formatted, numberNotFormatted: raw, type: 'unknown' } }),
  ];
  const { data, errors } = await board.query<{
    calls: { nodes: [{ externalParty: { phone: Phone | null } }] };
  }>(
    `query ($from: DateTime!, $to: DateTime!, $workspace: ID!) {
      calls(workspace: $workspace, from: $from, to: $to) {
        nodes { externalParty { phone { formatted raw e164 } } }
      }
    }`,
    { ...DAY, workspace: country ?? 'none' },
  );
  expect(errors).toBeUndefined();
  return data?.calls.nodes[0].externalParty.phone;
}

test.each<[formatted: string | null, raw: unknown, e164: string | null]>([
  ['+48 777 888 999', 48777888999, '+48777888999'],
  [' +48 777 888 999', null, '+48777888999'],
  ['+972-3-555-0123', null, '+97235550123'],
  ['(+48) 777 888 999', 48777888999, '+48777888999'],
  ['0048 777 888 999', 48777888999, '+48777888999'],
  ['+44 (0)20 7946 0958', null, '+442079460958'],
  ['+48 22 555 01 00 wew. 12', '4822555010012', '+48225550100'],
  ['+48 22 555 01 00 ext. 12', null, '+48225550100'],
  ['+48 22 555 01 00 ext 12', null, '+48225550100'],
  ['+7 495 123-45-67 доб. 105', null, '+74951234567'],
  ['+48 22 555 01 00 #12', null, '+48225550100'],
  ['\u200e+972 50-123-4567\u200f', 972501234567, '+972501234567'],
  ['\u2068+48 777 888 999\u2069', null, '+48777888999'],
  ['\uff0b\uff14\uff18 777 888 999', null, '+48777888999'],
  ['+٤٨ ٧٧٧ ٨٨٨ ٩٩٩', null, '+48777888999'],
  ['777 888 999', '+48777888999', '+48777888999'],
  [null, '0048777888999', '+48777888999'],
  [null, '+48777888999', '+48777888999'],
  // National numbers, whose country is unknown.
  ['777 888 999', 48777888999, null],
  ['8 (495) 123-45-67', 84951234567, null],
  ['(495) 123-45-67', 4951234567, null],
  [null, '84951234567', null],
  ['112', '112', null],
  [null, '107', null],
  // Not plain numbers.
  ['12345*000*000', '12345000000', null],
  ['sip:48777888999@pbx.example.com', '48777888999', null],
  ['48777888999@pbx.example.com', '48777888999', null],
  ['INPOST', '48777888999', null],
  ['+48 777 888 999 / +48 777 888 998', null, null],
  ['#31#+48777888999', '48777888999', null],
  // Not a number of any country.
  ['+48 123', '48123', null],
  ['+999 123 456 789', '999123456789', null],
])('%j (unformatted %j) is %j in E.164 if the workspace has no country', async (formatted, raw, e164) => {
  expect(await phoneOf(null, formatted, raw)).toMatchObject({ e164 });
});

// Red if the workspace's country isn't used.
test.each<[Exclude<Country, null>, formatted: string | null, raw: unknown, e164: string | null]>([
  ['PL', '777 888 999', 777888999, '+48777888999'],
  ['PL', '22 555 01 00 wew. 12', null, '+48225550100'],
  ['PL', null, '48777888999', '+48777888999'],
  ['PL', '+972 50 123 4567', null, '+972501234567'],
  ['PL', '00972 50 123 4567', null, '+972501234567'],
  ['IL', '050-123-4567', '0501234567', '+972501234567'],
  ['IL', '\u200f03-555-0123', null, '+97235550123'],
  ['RU', '8 (495) 123-45-67', 84951234567, '+74951234567'],
  ['RU', '(495) 123-45-67', 4951234567, '+74951234567'],
  ['DE', '030 23125 100', null, '+493023125100'],
  ['US', '(212) 555-0123', null, '+12125550123'],
  ['US', '011 48 777 888 999', null, '+48777888999'],
  ['PL', '501 234 567', '972501234567', '+972501234567'],
  // A foreign number with its own trunk prefix, or with a zero that belongs to it.
  ['DE', '06 20 123 4567', 36201234567, '+36201234567'],
  ['DE', '8 (912) 345-67-89', '79123456789', '+79123456789'],
  ['DE', '06 1234 5678', 390612345678, '+390612345678'],
  ['PL', '8 66 123456', '99366123456', '+99366123456'],
  // No number is better than a wrong one.
  ['PL', '22 123 45 67', '44221234567', null],
  ['PL', '8 (495) 123-45-67', 84951234567, null],
  ['PL', null, '972501234567', null],
  ['DE', '30123', '30123', null],
  ['US', '12345*000*000', '12345000000', null],
])(
  'in a workspace whose country is %s, %j (unformatted %j) is %j in E.164',
  async (country, formatted, raw, e164) => {
    expect(await phoneOf(country, formatted, raw)).toMatchObject({ e164 });
  },
);

describe('a withheld number', () => {
  // Red if decodePhone treats every text as a number.
  test.each<[formatted: unknown, raw: unknown]>([
    ['anonymous', 'anonymous'],
    ['Anonymous', null],
    ['ANONYMOUS', 0],
    ['Zastrzeżony', ''],
    ['zastrzezony', null],
    ['Numer zastrzeżony', '0'],
    ['', ''],
    [' ', null],
    [null, null],
    ['-', '-'],
    ['private number', 'private'],
    ['חסוי', null],
    ['Скрытый номер', null],
    ['sip:anonymous@anonymous.invalid', 'anonymous'],
    ['"Anonymous" <sip:anonymous@anonymous.invalid>', null],
  ])('written as %j (unformatted %j) is null', async (formatted, raw) => {
    expect(await phoneOf(null, formatted, raw)).toBeNull();
  });

  test.each<[formatted: string, raw: unknown, shown: string | null]>([
    ['Zastrzeżony', '48777888999', null],
    ['INPOST', null, 'INPOST'],
    ['12345*107', null, '12345*107'],
    ['sip:anna@pbx.example.com', null, 'sip:anna@pbx.example.com'],
  ])('isn’t assumed for %j (unformatted %j)', async (formatted, raw, shown) => {
    expect(await phoneOf(null, formatted, raw)).toMatchObject({ formatted: shown, raw, e164: null });
  });
});

describe('the phone filter', () => {
  async function finds(wanted: string, formatted: string | null, raw: unknown, country: Country = null) {
    board.sandbox.data.calls = [
      aCall({
        uuid: numberedUuid(1),
        externalNumber: null,
        to: null,
        from: { type: 'unknown', number: formatted, numberNotFormatted: raw },
      }),
    ];
    const { data, errors } = await board.query<{ calls: { totalCount: number } }>(
      `query ($from: DateTime!, $to: DateTime!, $workspace: ID!, $phone: String!) {
        calls(workspace: $workspace, from: $from, to: $to, filter: { phone: $phone }) { totalCount }
      }`,
      { ...DAY, workspace: country ?? 'none', phone: wanted },
    );
    expect(errors).toBeUndefined();
    return data?.calls.totalCount === 1;
  }

  test.each([
    ['+972 50 123 4567', '501 234 567', '972501234567', 'PL'],
    ['+36 20 123 4567', '06 20 123 4567', 36201234567, 'DE'],
    ['+39 06 1234 5678', '06 1234 5678', 390612345678, 'DE'],
  ] as const)(
    'finds a foreign number whose country code is only in its unformatted form: %j, as %j (unformatted %j) in %s',
    async (...[wanted, formatted, raw, country]) => {
      expect(await finds(wanted, formatted, raw, country)).toBe(true);
    },
  );

  test.each<[wanted: string, formatted: string | null, raw: unknown]>([
    ['+48 777 888 999', '777 888 999', 777888999],
    ['777888999', '+48 777 888 999', 48777888999],
    ['+972 50 123 4567', '050-123-4567', '0501234567'],
    ['050-123-4567', '+972 50 123 4567', 972501234567],
    ['8 495 123-45-67', '+7 495 123-45-67', 74951234567],
    ['+7 495 123-45-67', '8 (495) 123-45-67', 84951234567],
    ['0048777888999', null, '777888999'],
    ['+48 22 555 01 00', '22 555 01 00 wew. 12', '22555010012'],
    ['22 555 01 00 ext. 7', '+48 22 555 01 00', 48225550100],
    ['+97235550123', '03-555-0123', null],
    ['5550123', '+972 3 555 0123', null],
    ['\u200e+48 777\u00a0888\u00a0999', '777-888-999', null],
    ['+48 777 888 999', null, 'sip:48777888999@10.0.0.1'],
    ['107', '107', 107],
  ])('%j finds %j (unformatted %j)', async (...[wanted, formatted, raw]) => {
    expect(await finds(wanted, formatted, raw)).toBe(true);
  });

  test.each<[wanted: string, formatted: string | null, raw: unknown, country: Country]>([
    ['+49 777 888 999', '+48 777 888 999', 48777888999, null],
    ['+48 777 888 998', '777 888 999', 777888999, null],
    ['88 999', '+48 777 888 999', 48777888999, null],
    ['02-555-0123', '+972 3 555 0123', null, null],
    ['+1 212 555 0123', '212 555 012', null, null],
    ['+7 351 223 45 67', '512 234 567', null, 'PL'],
    ['+1 555 123 4567', '+48 551 234 567', 48551234567, null],
    ['+372 777 888 999', '+48 777 888 999', null, null],
    ['+48 501 234 567', '501 234 567', '972501234567', 'PL'],
    ['+49 6201 234567', '06 20 123 4567', 36201234567, 'DE'],
  ])('%j doesn’t find %j (unformatted %j)', async (wanted, formatted, raw, country) => {
    expect(await finds(wanted, formatted, raw, country)).toBe(false);
  });
});

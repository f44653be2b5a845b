import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, aNote } from '../../support/builders.js';
import { allOf, between, type Ccrm, startCcrm } from './a-ccrm.js';

const DAY = between('2026-03-04T00:00Z', '2026-03-05T00:00Z');
const NOON = { localDate: '2026-03-04 12:00:00', startedAt: Date.parse('2026-03-04T11:00:00Z') };

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm();
});
afterEach(() => ccrm.close());

function answerOnce(...data: readonly unknown[]): void {
  const body = { success: true, data, otherData: { totalCount: data.length } };
  ccrm.sandbox.behaviour.faults = [{ status: 200, body }];
}

const read = (range = DAY) => allOf(ccrm.open().walk(range, 'NEWEST_FIRST'));
const php = (date: string, timezone_type: number, timezone: string) => ({ date, timezone_type, timezone });

// Noon in Warsaw, which is then an hour ahead of UTC.
const FORMS: readonly unknown[] = [
  '2026-03-04 12:00:00',
  '2026-03-04 12:00:00.000',
  '2026-03-04 12:00:00,5',
  '2026-03-04T12:00:00',
  '2026-03-04 12:00',
  ' 2026-03-04 12:00:00 ',
  '2026-03-04 12:00:00\n',
  '2026-03-04T12:00:00+01:00',
  '2026-03-04T12:00:00.123456+0100',
  '2026-03-04 11:00:00 +00',
  '2026-03-04T11:00:00Z',
  '2026-03-04T11:00:00.000Z',
  '2026-03-04 11:00:00 UTC',
  '2026-03-04T02:00:00-09:00',
  php('2026-03-04 12:00:00.000000', 3, 'Europe/Warsaw'),
  php('2026-03-04 11:00:00.000000', 3, 'UTC'),
  php('2026-03-04 06:00:00.000000', 3, 'America/New_York'),
  php('2026-03-04 12:00:00.000000', 1, '+01:00'),
  php('2026-03-04 11:00:00.000000', 2, 'Z'),
  php('2026-03-04 12:00:00.000000', 2, 'CET'),
  php('2026-03-04 13:00:00.000000', 2, 'EET'),
  php('2026-03-04 14:00:00.000000', 2, 'MSK'),
  '2026-03-04 12:00:00 CET',
  { date: '2026-03-04 12:00:00.000000' },
];

test.each(FORMS)('a call’s date %j is read as noon', async (callDate) => {
  answerOnce(aCall({ callDate }));
  expect(await read()).toMatchObject([NOON]);
});

test.each(FORMS)('the date %j of a note and of its file is read as noon', async (created) => {
  const call = aCall({ callDate: '2026-03-04 12:00:00', note: 1 });
  ccrm.sandbox.data.calls = [call];
  ccrm.sandbox.data.notes = {
    [call.uuid]: [{ ...aNote(), created, files: [{ uuid: 'f', uploadedAt: created }] }],
  };
  const notes = await ccrm.open().notes({ workspace: 'acme', uuid: call.uuid, localDate: NOON.localDate });
  expect(notes).toMatchObject([{ createdAt: NOON.startedAt, files: [{ uploadedAt: NOON.startedAt }] }]);
});

test.each([
  [php('2026-07-04 12:00:00.000000', 2, 'CEST'), '2026-07-04T10:00:00Z'],
  [php('2026-07-04 12:00:00.000000', 2, 'CET'), '2026-07-04T11:00:00Z'],
  [php('2026-07-04 12:00:00.000000', 3, 'CET'), '2026-07-04T10:00:00Z'],
])('the summer date %j has the offset of its abbreviation or of its zone: %s', async (callDate, instant) => {
  answerOnce(aCall({ callDate }));
  expect(await read(between('2026-07-04T00:00Z', '2026-07-05T00:00Z'))).toMatchObject([
    { startedAt: Date.parse(instant) },
  ]);
});

test('a file’s invalid date is null, and is logged without its content', async () => {
  const call = aCall({ note: 1 });
  const files = [{ uuid: 'f', uploadedAt: 'yesterday' }, { uuid: 'g', uploadedAt: '' }, { uuid: 'h' }];
  ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ files })] };
  const notes = await ccrm.open().notes({ workspace: 'acme', uuid: call.uuid, localDate: call.callDate });
  expect(notes.flatMap((note) => note.files.map(({ uploadedAt }) => uploadedAt))).toEqual([null, null, null]);
  expect(ccrm.lines.filter(({ field }) => field === 'uploadedAt')).toHaveLength(1);
  expect(JSON.stringify(ccrm.lines)).not.toContain('yesterday');
});

test.each([
  '0000-01-01 00:00:00',
  '9999-12-31T23:59:59-05:00',
  php('9999-12-31 20:00:00', 3, 'America/New_York'),
])(
  'the date %j, whose year in UTC doesn’t have four digits, is invalid, as RFC 3339 can’t represent it',
  async (uploadedAt) => {
    const call = aCall({ note: 1 });
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ files: [{ uuid: 'f', uploadedAt }] })] };
    const notes = await ccrm.open().notes({ workspace: 'acme', uuid: call.uuid, localDate: call.callDate });
    expect(notes).toMatchObject([{ files: [{ uploadedAt: null }] }]);
    expect(ccrm.lines).toContainEqual(expect.objectContaining({ field: 'uploadedAt' }));
  },
);

test.each([
  '04.03.2026 12:00',
  '2026-03-04',
  '2026-02-30T12:00:00Z',
  '2026-03-04T25:00:00+01:00',
  '2026-03-04T12:00:00+99:00',
  php('2026-03-04 12:00:00.000000', 3, 'Nowhere/Land'),
  php('noon', 3, 'UTC'),
  php('2026-03-04 12:00:00.000000', 2, 'XYZ'),
  {},
  null,
  true,
])(
  'a page whose only date is %j is an error, not an empty list (guard: nothingReadable)',
  async (callDate) => {
    answerOnce(aCall({ callDate }));
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', provider: 'ccrm' });
  },
);

test('notes that are all invalid are an error, not an empty list', async () => {
  const call = aCall({ note: 1 });
  ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ created: 'once' })] };
  const notes = ccrm.open().notes({ workspace: 'acme', uuid: call.uuid, localDate: call.callDate });
  await expect(notes).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
});

describe('in autumn’s repeated hour', () => {
  const HOUR = between('2025-10-26T00:00Z', '2025-10-26T02:00Z');

  test('a date with an offset is read with that offset, and its call is found again', async () => {
    const earlier = aCall({
      uuid: '00000000-0000-4000-8000-000000000001',
      callDate: '2025-10-26T02:30:00+02:00',
    });
    const later = aCall({
      uuid: '00000000-0000-4000-8000-000000000002',
      callDate: '2025-10-26T02:30:00+01:00',
    });
    answerOnce(earlier, later);
    const calls = await read(HOUR);
    expect(calls.map(({ startedAt }) => new Date(startedAt).toISOString())).toEqual([
      '2025-10-26T01:30:00.000Z',
      '2025-10-26T00:30:00.000Z',
    ]);
    const body = { success: true, data: [earlier, later], otherData: { totalCount: 2 } };
    ccrm.sandbox.behaviour.faults = [
      { status: 200, body },
      { status: 200, body },
    ];
    const found = await ccrm.open().find(calls);
    expect(found.size).toBe(2);
  });
});

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aCall } from '../../support/builders.js';
import { allOf, between, type Ccrm, startCcrm } from './a-ccrm.js';

const DAY = between('2025-03-12T00:00Z', '2025-03-13T00:00Z');

const ANNA = { type: 'person', uuid: '0b7f6a3c-52c7-4f4e-9d5e-0d9e7c1a2b3c', firstName: 'Anna' };
const EWA = { type: 'person', uuid: '6f0f9b9e-61f5-4c58-bb43-0b8ce4d5f6a7', firstName: 'Ewa' };
const NUMBER = { number: '+48 600 000 123', numberNotFormatted: 48600000123 };

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm();
});

afterEach(() => ccrm.close());

/** The UUID of the external party's contact in a call with these parties and this external number. */
async function contactOf(
  parties: { readonly from?: object; readonly to?: object },
  numberFormatted: string | null,
  numberNotFormatted: unknown,
) {
  const externalNumber = { numberFormatted, numberNotFormatted, type: 'person' };
  ccrm.sandbox.data.calls = [aCall({ ...parties, externalNumber })];
  const [call] = await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'));
  return call?.externalParty?.contact?.uuid ?? null;
}

test.each([
  [null, 48600000123],
  ['+48 600 000 123', undefined],
  ['+48 600 000 123', '+48600000123'],
  [null, '+48600000123'],
  ['600 000 123', null],
])(
  'the external number %j (unformatted %j) matches a contact that has either form of it',
  async (formatted, raw) => {
    for (const number of [NUMBER, { number: NUMBER.number }]) {
      expect(await contactOf({ from: { ...ANNA, ...number } }, formatted, raw)).toBe(ANNA.uuid);
    }
  },
);

test('the external party has the only contact among the parties with its number', async () => {
  const unknown = { type: 'unknown', ...NUMBER };
  const anna = { ...ANNA, ...NUMBER };
  expect(await contactOf({ from: unknown, to: anna }, null, 48600000123)).toBe(ANNA.uuid);
  expect(await contactOf({ from: anna, to: anna }, null, 48600000123)).toBe(ANNA.uuid);
});

test('the external party has no contact if two contacts or none have its number', async () => {
  const both = { from: { ...ANNA, ...NUMBER }, to: { ...EWA, ...NUMBER } };
  expect(await contactOf(both, null, 48600000123)).toBeNull();
  expect(await contactOf(both, '+48 600 000 124', 48600000124)).toBeNull();
  expect(await contactOf(both, null, null)).toBeNull();
  expect(await contactOf({ from: ANNA }, '+48 600 000 123', null)).toBeNull();
});

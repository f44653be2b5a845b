import { describe, expect, test } from '@jest/globals';
import type { Extension } from '../../src/domain/extension.js';
import { ExtensionDirectory, type NumberPlan } from '../../src/domain/extension-directory.js';
import { cpuTimeOf } from '../support/cpu-time.js';

function anExtension(speedDial: string | null, sip = `sip${speedDial ?? ''}`): Extension {
  return {
    kind: 'Extension',
    workspace: 'acme',
    sip,
    name: '',
    speedDial,
    account: { id: '1', name: null },
    user: null,
  };
}

function directoryOf(...speedDials: (string | null)[]): ExtensionDirectory {
  return new ExtensionDirectory(speedDials.map((speedDial, index) => anExtension(speedDial, `sip${index}`)));
}

const NO_PLAN: NumberPlan = { domainPrefix: null, extensionLength: null };
const ZEROS: NumberPlan = { domainPrefix: '00001', extensionLength: 3 };
const SHORT: NumberPlan = { domainPrefix: '10', extensionLength: 3 };
const PLAIN: NumberPlan = { domainPrefix: '12345', extensionLength: 3 };

describe('byInternalNumber', () => {
  test.each<
    [internalNumber: string, plan: NumberPlan | null, speedDials: (string | null)[], index: number | null]
  >([
    // As sent, and with the digits that ccrm's integers lose.
    ['107', null, ['106', '107'], 1],
    ['107', ZEROS, ['107'], 0],
    ['11', null, ['011'], 0],
    ['011', null, ['011'], 0],
    ['7', null, ['007'], 0],
    ['0', null, ['000'], 0],
    ['107', null, ['1-07'], 0],
    ['1*07', null, ['107'], 0],
    ['107', null, ['108', null, ''], null],
    // No link is better than a wrong link.
    ['205', null, ['205', '205'], null],
    ['11', null, ['011', '11'], null],
    ['011', null, ['011', '11'], 0],
    ['011', null, ['011', '011', '11'], null],
    ['107', null, ['1107'], null],
    ['107', NO_PLAN, ['1107'], null],
    ['*', null, ['*'], null],
    ['', null, ['', null], null],
    // After the client's domain prefix.
    ['12345*107', PLAIN, ['107'], 0],
    ['12345107', PLAIN, ['107'], 0],
    ['12345*107', PLAIN, ['12345*107'], 0],
    ['107', PLAIN, ['12345*107'], 0],
    ['12345*000*107', { ...PLAIN, domainPrefix: '12345*000' }, ['107'], 0],
    ['00001107', ZEROS, ['107'], 0],
    ['1107', ZEROS, ['107'], 0],
    ['1011', ZEROS, ['011'], 0],
    ['1107', ZEROS, ['107', '1107'], 1],
    ['12345107', PLAIN, ['107', '107'], null],
    ['12345107', null, ['107'], null],
    ['12345107', NO_PLAN, ['107'], null],
    ['99999107', PLAIN, ['107'], null],
    ['12345', PLAIN, ['345'], null],
    // A short prefix without `*` may be the start of a full number.
    ['107', SHORT, ['7', '207'], null],
    ['7', SHORT, ['107'], null],
    ['1107', SHORT, ['107'], null],
    ['10107', SHORT, ['107'], 0],
    ['10*7', SHORT, ['7'], 0],
    ['10 * 7', SHORT, ['7'], 0],
    ['1*07', SHORT, ['7'], null],
    ['107', { ...SHORT, extensionLength: null }, ['7'], 0],
    // A prefix that has lost its zeros is recognised only if the rest is the full number of an extension.
    ['11107', ZEROS, ['107'], null],
    ['107', ZEROS, ['07'], null],
    ['1107', { ...ZEROS, extensionLength: null }, ['107'], null],
    ['1107', { ...ZEROS, extensionLength: 4 }, ['107'], null],
  ])('finds %j with the number plan %j among %j at index %j', (internalNumber, plan, speedDials, index) => {
    const found = directoryOf(...speedDials).byInternalNumber(internalNumber, plan);
    expect(found?.sip ?? null).toBe(index === null ? null : `sip${index}`);
  });
});

test.each<[internalNumber: string, speedDials: (string | null)[], needed: boolean]>([
  ['107', ['107'], false],
  ['011', ['11'], false],
  ['205', ['205', '205'], false],
  ['999', ['107', null], false],
  ['12345', ['107'], false],
  ['', ['107'], false],
  ['12345107', ['107'], true],
  ['1107', ['107'], true],
  ['107', ['12345*107'], true],
  ['1011', ['011'], true],
])('needsPlan of %j among %j is %j', (internalNumber, speedDials, needed) => {
  expect(directoryOf(...speedDials).needsPlan(internalNumber)).toBe(needed);
});

test.each<[speedDial: string, speedDials: (string | null)[], index: number | null]>([
  ['107', ['106', '107'], 1],
  ['011', ['11', '011'], 1],
  ['107', ['0107'], null],
  ['205', ['205', '205'], null],
  ['', [null], null],
])('bySpeedDial finds exactly %j among %j at index %j', (speedDial, speedDials, index) => {
  const found = directoryOf(...speedDials).bySpeedDial(speedDial);
  expect(found?.sip ?? null).toBe(index === null ? null : `sip${index}`);
});

test.each<[speedDials: (string | null)[], own: boolean]>([
  [['107'], true],
  [['107', '108'], true],
  [['107', '107'], false],
  [['0107', '107'], false],
  [[null], false],
])('hasUniqueNumber for the first of %j is %j', (speedDials, own) => {
  const directory = directoryOf(...speedDials);
  const [first] = directory.extensions;
  expect(first !== undefined && directory.hasUniqueNumber(first)).toBe(own);
});

test('bySip matches the SIP exactly', () => {
  const directory = new ExtensionDirectory([anExtension('107', 'acmeSIP107')]);
  expect(directory.bySip('acmeSIP107')?.speedDial).toBe('107');
  expect(directory.bySip('acmesip107')).toBeNull();
  expect(directory.bySip('__proto__')).toBeNull();
});

// Red if a list is copied for each extension that it gains, or if each number is compared with every extension.
describe('takes less than a second of CPU time for a page of numbers', () => {
  test('if 30,000 extensions without a number have the same placeholder', () => {
    const dials = Array(30_000).fill('0');
    const ms = cpuTimeOf(() => expect(directoryOf(...dials).byInternalNumber('0', PLAIN)).toBeNull());
    expect(ms).toBeLessThan(1000);
  });

  test.each(['', '12345*'])('if 3,000 extensions are matched by the domain prefix: %j', (prefix) => {
    const numbers = Array.from({ length: 3000 }, (_, index) => String(1000 + index));
    const other = prefix === '' ? '12345*' : '';
    const directory = directoryOf(...numbers.map((number) => prefix + number));
    const plan = { ...PLAIN, extensionLength: 4 };
    const ms = cpuTimeOf(() => {
      for (const [index, number] of numbers.entries()) {
        expect(directory.byInternalNumber(other + number, plan)?.sip).toBe(`sip${index}`);
      }
    });
    expect(ms).toBeLessThan(1000);
  });
});

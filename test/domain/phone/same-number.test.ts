import { describe, expect, test } from '@jest/globals';
import type { CallPhoneNumber } from '../../../src/domain/call.js';
import {
  e164Of,
  isNational,
  isSameNumber,
  numberKeys,
  significantDigits,
} from '../../../src/domain/phone/phone-number.js';

function phone(formatted: string | null, raw: string | null = null, country: string | null = null) {
  return { formatted, raw, country } satisfies CallPhoneNumber;
}

describe('the E.164 number', () => {
  test.each<[formatted: string | null, raw: string | null, country: string | null, e164: string | null]>([
    ['+48 777 888 999', null, null, '+48777888999'],
    ['0048 777 888 999', null, null, '+48777888999'],
    ['(+48) 777 888 999', null, null, '+48777888999'],
    ['(+48)777888999', null, null, '+48777888999'],
    ['+48 777-888-999', null, null, '+48777888999'],
    ['+48 777 888 999 wew. 12', null, null, '+48777888999'],
    ['+48 777 888 999 ext 12', null, null, '+48777888999'],
    ['+48 777 888 999, x12', null, null, '+48777888999'],
    ['+48 777 888 999 доб. 12', null, null, '+48777888999'],
    ['+48 777 888 999 שלוחה 12', null, null, '+48777888999'],
    ['+48 777 888 999 #12', null, null, '+48777888999'],
    ['\u200e+٤٨ 777 888 999', null, null, '+48777888999'],
    ['777 888 999', null, 'PL', '+48777888999'],
    ['(22) 555 01 00', null, 'PL', '+48225550100'],
    ['777 888 999', '+48777888999', null, '+48777888999'],
    ['777 888 999', '48777888999', null, null],
    ['777 888 999', null, null, null],
    ['777 888 999', null, 'XX', null],
    [null, '+48777888999', null, '+48777888999'],
    ['777 888 999', '0048777888999', null, '+48777888999'],
    // The unformatted number has a country code, which the workspace's country can't reveal.
    ['501 234 567', '972501234567', 'PL', '+972501234567'],
    ['501 234 567', '00972 50 123 4567', 'PL', '+972501234567'],
    ['050-123-4567', '972501234567', 'IL', '+972501234567'],
    ['22 123 45 67', '44221234567', 'PL', null],
    ['(495) 123-45-67', '74951234567', 'RU', '+74951234567'],
    // The other digits before it are a trunk or dialling prefix.
    ['(495) 123-45-67', '84951234567', 'RU', '+74951234567'],
    ['501 234 567', '9501234567', 'PL', '+48501234567'],
    ['501 234 567', '972501234568', 'PL', '+48501234567'],
    // Its own country counts, whatever the workspace's.
    ['+1 212 555 0123', null, 'PL', '+12125550123'],
    ['+48 777 888 999', '+48111111111', null, '+48777888999'],
    // Invalid, too short, or not a number at all.
    ['+48 000', null, 'PL', null],
    ['112', null, 'PL', null],
    ['107', null, 'PL', null],
    ['+48 777 888 999*1', null, null, null],
    ['sip:100@example.com', null, 'PL', null],
    ['call +48 777 888 999', null, null, null],
    ['777 888 999', 'x+48777888999', null, null],
    ['112', null, null, null],
    ['777 888 999 (+48)', null, 'PL', null],
    ['777 888 999', '+48777888999x', null, null],
    ['ring 777 888 999', null, 'PL', null],
    ['+48 777 888 999 ext 12 to ext 13', null, null, null],
    [null, null, 'PL', null],
  ])('of %s (unformatted %s, country %s) is %s', (formatted, raw, country, e164) => {
    expect(e164Of(phone(formatted, raw, country))).toBe(e164);
  });
});

describe('a requested number', () => {
  test.each<[wanted: string, formatted: string, country: string | null, isSame: boolean]>([
    ['+48777888999', '+48 777 888 999', null, true],
    ['777888999', '+48 777 888 999', null, true],
    ['0777888999', '+48 777 888 999', null, true],
    ['777888999', '+48 777 888 999', 'PL', true],
    ['+48 777 888 999 ext. 5', '+48 777 888 999', 'PL', true],
    // Both are known in E.164 and differ, though they share nine digits.
    ['+1 212 555 0123', '+48 12 555 01 23', null, false],
    ['+44 20 7946 0123', '+1 207 946 0123', null, false],
    // Both have a country code, though libphonenumber calls one of them invalid.
    ['+1 555 123 4567', '+48 551 234 567', null, false],
    ['+44 22 123 45 67', '+48 22 123 45 67', null, false],
    ['00372 777 888 999', '+48 777 888 999', null, false],
    ['+48 551 234 567', '0048551234567', null, true],
    ['+44 501 234 567', '501 234 567', 'PL', false],
    ['551 234 567', '+48 551 234 567', null, true],
    ['+48 551 234 567', '551 234 567', null, true],
    ['7888999', '+48 777 888 999', null, true],
    ['888999', '+48 777 888 999', null, false],
    ['107', '107', null, true],
    ['107', '1107', null, false],
    ['0107', '107', null, true],
    ['1234567', '1234567', null, true],
    ['9234567', '1234567', null, false],
    ['1 777 888 999', '2 777 888 999', null, true],
    ['1 877 888 999', '2 777 888 999', null, false],
    ['', '+48 777 888 999', null, false],
    ['anonymous', 'withheld', null, false],
  ])('%s matches %s (country %s): %s', (wanted, formatted, country, isSame) => {
    expect(isSameNumber(wanted, phone(formatted, null, country))).toBe(isSame);
  });

  test('matches either form of a number', () => {
    expect(isSameNumber('48777888999', phone('unknown', '48777888999'))).toBe(true);
    expect(isSameNumber('48777888999', phone(null, null))).toBe(false);
  });
});

test.each<[wanted: string, isSame: boolean]>([
  ['+972501234567', true],
  ['972501234567', true],
  ['501234567', false],
  ['+48501234567', false],
])('%s matches a number whose country code is only in its unformatted form: %s', (wanted, isSame) => {
  expect(isSameNumber(wanted, phone('501 234 567', '972501234567', 'PL'))).toBe(isSame);
});

test.each([
  ['+48 777 888 999', '48777888999'],
  ['0048 777 888 999', '48777888999'],
  ['0 777 888 999', '777888999'],
  ['777 888 999 wew 12', '777888999'],
  ['777 888 999 wewn. 12', '777888999'],
  ['777 888 999;ext=12', '777888999'],
  ['777 888 999 EXTENSION 1234567', '777888999'],
  ['777 888 999 вн 1', '777888999'],
  ['107@pbx2.example.com', '107'],
  ['anonymous', ''],
  ['１０７', '107'],
])('the significant digits of %s are %s', (number, digits) => {
  expect(significantDigits(number)).toBe(digits);
});

test('equal numbers share a key, which is their last seven digits', () => {
  expect(numberKeys(phone('+48 777 888 999', '777888999'))).toEqual(['7888999']);
  expect(numberKeys(phone('107', '48777888999'))).toEqual(['107', '7888999']);
  // E.164 may have other digits than the number as written.
  expect(numberKeys(phone('022 555 01 00', null, 'PL'))).toEqual(['5550100']);
  expect(numberKeys(phone('8 (495) 123-45-67', null, 'RU'))).toEqual(['1234567']);
  expect(numberKeys(phone('+54 9 11 2345 6789', '01115 2345 6789', 'AR'))).toEqual(['3456789']);
  expect(numberKeys(phone(null, null))).toEqual([]);
  expect(numberKeys(phone('anonymous', null))).toEqual([]);
});

test.each<[formatted: string | null, raw: string | null, isAmbiguous: boolean]>([
  ['777 888 999', null, true],
  ['7778889', null, true],
  ['777888', null, false],
  ['+48 777 888 999', null, false],
  ['0048777888999', null, false],
  ['777 888 999', '+48777888999', false],
  ['777 888 999*', null, false],
  [null, null, false],
])('%s (unformatted %s) is ambiguous without a country: %s', (formatted, raw, isAmbiguous) => {
  expect(isNational(phone(formatted, raw))).toBe(isAmbiguous);
});

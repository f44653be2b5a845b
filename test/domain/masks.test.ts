import { expect, test } from '@jest/globals';
import { maskedEmail, maskedName, maskedPhone } from '../../src/domain/masks.js';

test.each([
  ['+48 777 888 999', '+48 *** *** 999'],
  ['  +48 777 888 999', '+48 *** *** 999'],
  ['0048777888999', '+48 *** *** 999'],
  ['48777888999', '+48 *** *** 999'],
  ['+1 212 555 0123', '+1 *** *** 123'],
  ['1 212 555 0123', '+1 *** *** 123'],
  ['+48 700 888', '+48 *** *** 888'],
  // Not international: too short for a country code without `+`.
  ['777888999', '*** *** 999'],
  // Ten digits of a national number, whose first ones aren't the country code of a valid number.
  ['2125550123', '*** *** 123'],
  ['9161234567', '*** *** 567'],
  ['7770088', '*** *** 088'],
  ['+48777888', '+48 *** *** 888'],
  // No country has this code.
  ['+999 777 888 99', '*** *** 899'],
  ['7778889', '*** *** 889'],
  ['777888', '***'],
  ['107', '***'],
  ['', '***'],
])('the number %s is masked as %s', (number, masked) => {
  expect(maskedPhone(number)).toBe(masked);
});

test.each([
  ['katarzyna.nowak@example.com', 'k***@e***.com'],
  [' k@e.co.uk ', 'k***@e***.uk'],
  ['k@e', '***'],
  ['k@e.', '***'],
  ['@example.com', '***'],
  ['k@.com', '***'],
  ['katarzyna', '***'],
  ['a@b.pl, c@d.pl', '***'],
  ['a b@c.pl', '***'],
  ['a@b@c.pl', '***'],
  ['a@b c.pl', '***'],
  ['a@b.p l', '***'],
  ['🦊x@e.com', '🦊***@e***.com'],
])('the address %s is masked as %s', (email, masked) => {
  expect(maskedEmail(email)).toBe(masked);
});

test.each([
  ['Katarzyna', 'K***'],
  [' Nowak', 'N***'],
  ['🦊 fox', '🦊***'],
  ['', '***'],
])('the name %s is masked as %s', (name, masked) => {
  expect(maskedName(name)).toBe(masked);
});

import { expect, test } from '@jest/globals';
import { foundIn } from './canaries.js';

const CANARY = 'ka nárek/+48600123456';

test.each([
  ['in plain text', `a ${CANARY} b`],
  ['in a URL', `?a=${encodeURIComponent(CANARY)}`],
  ['in a form', `a=${new URLSearchParams({ a: CANARY }).toString()}`],
  ['in JSON', JSON.stringify({ a: CANARY })],
  ['in nested JSON', JSON.stringify(JSON.stringify({ a: `"${CANARY}"` }))],
  ['in base64', Buffer.from(CANARY).toString('base64')],
  ['in base64, offset by one byte', Buffer.from(`x${CANARY}yz`).toString('base64')],
  ['in base64, offset by two bytes', Buffer.from(`xy${CANARY}z`).toString('base64url')],
  ['in hexadecimal', Buffer.from(CANARY).toString('hex')],
])('finds a canary %s', (_, text) => {
  expect(foundIn(text, [CANARY])).toEqual([CANARY]);
  expect(foundIn(text, ['another canary'])).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { foundIn } from './canaries.js';

const CANARY = 'ka nárek/+48600123456';

test.each([
  ['as it is', `a ${CANARY} b`],
  ['in an address', `?a=${encodeURIComponent(CANARY)}`],
  ['in a form', `a=${new URLSearchParams({ a: CANARY }).toString()}`],
  ['in JSON', JSON.stringify({ a: CANARY })],
  ['in JSON in JSON', JSON.stringify(JSON.stringify({ a: `"${CANARY}"` }))],
  ['in base64', Buffer.from(CANARY).toString('base64')],
  ['in base64, one byte later', Buffer.from(`x${CANARY}yz`).toString('base64')],
  ['in base64, two bytes later', Buffer.from(`xy${CANARY}z`).toString('base64url')],
  ['in hexadecimal', Buffer.from(CANARY).toString('hex')],
])('a canary is found %s', (_, text) => {
  expect(foundIn(text, [CANARY])).toEqual([CANARY]);
  expect(foundIn(text, ['another canary'])).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import type { SandboxFault } from '../../src/sandbox/behaviour.js';
import { CallsWithNotesDocument, UpdateClientDocument } from '../generated/operations.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

const CANARY = 'canary-4711';

/** Texts that may not be in any response or log: credentials, addresses, queries, bodies. */
function secretsOf({ sandbox }: Switchboard): readonly string[] {
  const { voicenterCode, ringmeToken, ringmeAppSecret, ccrmToken } = sandbox.credentials;
  const { host } = new URL(sandbox.url);
  return [
    CANARY,
    voicenterCode,
    ringmeToken,
    ringmeAppSecret,
    ccrmToken,
    host,
    'publicApi',
    'dateFrom',
    'Bearer',
  ];
}

function expectNoSecrets(text: string, secrets: readonly string[]): void {
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

describe('responses and logs contain no secret, no address and no provider’s body', () => {
  const body = { message: `${CANARY} Unauthorized`, success: false, ERR: 2, DESC: CANARY };

  test.each<[kind: string, fault: SandboxFault | null]>([
    ['without a failure', null],
    ['after status 500', { status: 500, body, headers: { 'x-canary': CANARY } }],
    ['after status 400', { status: 400, body }],
    ['after status 401', { status: 401, body }],
    ['after status 403', { status: 403, body }],
    ['after status 404', { status: 404, body }],
    ['after status 429', { status: 429, body, headers: { 'retry-after': CANARY } }],
    ['after a failure with status 200', { status: 200, body }],
    ['after a response that is not JSON', { rawBody: `<html>${CANARY}</html>`, contentType: 'text/html' }],
    ['after JSON of an unexpected shape', { rawBody: JSON.stringify([CANARY]) }],
    ['after a redirect', { redirect: `http://127.0.0.1:9/${CANARY}` }],
    ['after a connection reset', { reset: true }],
    ['after a truncated response', { truncate: true }],
  ])('%s', async (_, fault) => {
    // A provider's rate limit without a stated time is waited for; four seconds show as much as the whole deadline.
    await using board = await startSwitchboard({
      sandbox: { data: aCompany([0]) },
      upstream: { attemptTimeout: 4, deadline: 4 },
    });
    board.sandbox.behaviour.faults = fault === null ? [] : [fault];
    const answers = [
      await board.query(CallsWithNotesDocument, DAY),
      await board.query('{ clients { clientId } extensions { totalCount } }'),
      await board.query(UpdateClientDocument, { input: { timezone: 'Europe/Warsaw' } }),
    ];
    if (fault !== null) expect(answers.some(({ errors }) => errors !== undefined)).toBe(true);
    const secrets = secretsOf(board);
    expectNoSecrets(JSON.stringify(answers), secrets);
    expectNoSecrets(JSON.stringify(board.log), secrets);
  });
});

test('logs contain no names, phone numbers, notes or addresses', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([0, 1]) } });
  await board.query(CallsWithNotesDocument, DAY);
  await board.query('query ($text: String) { extensions(search: $text) { nodes { name } } }', {
    text: 'Katarzyna',
  });
  await board.query('{ extensions(search: "Katarzyna", first: 0) { totalCount } }');
  await board.query(UpdateClientDocument, { input: { diskSpaceNotifyEmail: 'katarzyna@example.com' } });
  expectNoSecrets(JSON.stringify(board.log), [
    'Katarzyna',
    'katarzyna',
    'Nowak',
    '600000123',
    '600 000 123',
    'Notatka',
    'ringme_test',
    '127.0.0.1',
  ]);
});

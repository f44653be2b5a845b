import { expect, test } from '@jest/globals';
import { createResponseCache } from '../../src/operations/response-cache/response-cache.js';
import { aCompany } from '../support/a-company.js';
import { startSwitchboard } from '../support/a-switchboard.js';

const CHANGE = `mutation ($timezone: String!) {
  updateClient(input: { timezone: $timezone }) { client { timezone } userErrors { message } }
}`;

const READ = '{ client { timezone } }';

/** The methods of the requests for RingMe's client, in order. */
function methodsOf({ requests }: { readonly requests: readonly { route: string; method: string }[] }) {
  return requests.filter(({ route }) => route === 'client').map(({ method }) => method);
}

// Red if a PUT is retried, or if a client or response cached before it is returned afterwards.
test.each([
  ['applied, but not confirmed', { truncate: true }, true, 'Asia/Omsk'],
  ['lost', { reset: true }, false, 'Europe/Moscow'],
] as const)(
  'a change that was %s is OUTCOME_UNKNOWN, is sent once, and reads are fresh afterwards',
  async (_, effect, applied, timezone) => {
    await using board = await startSwitchboard({
      sandbox: { data: aCompany([]) },
      ttl: { client: 60 },
      responses: createResponseCache(),
    });
    await board.query(READ);
    board.sandbox.behaviour.faults = [{ route: 'client', times: 1, ...effect }];
    expect(await board.query(CHANGE, { timezone: 'Asia/Omsk' })).toMatchObject({
      data: { updateClient: null },
      errors: [{ extensions: { code: 'OUTCOME_UNKNOWN', provider: 'ringme', retryable: false, applied } }],
    });
    expect(await board.query(READ)).toEqual({ data: { client: { timezone } } });
    expect(methodsOf(board.sandbox)).toEqual(['GET', 'PUT', 'GET', 'GET']);
  },
);

test('a change that times out and can’t be verified has `applied: null`', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    upstream: { attemptTimeout: 1, deadline: 3 },
  });
  board.sandbox.behaviour.faults = [{ route: 'client', hang: true }];
  expect(await board.query(CHANGE, { timezone: 'Asia/Omsk' })).toMatchObject({
    errors: [{ extensions: { code: 'OUTCOME_UNKNOWN', applied: null } }],
  });
  expect(methodsOf(board.sandbox).filter((method) => method === 'PUT')).toHaveLength(1);
});

test('a change that couldn’t be sent is UPSTREAM_UNAVAILABLE', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([]) } });
  await board.sandbox.close();
  expect(await board.query(CHANGE, { timezone: 'Asia/Omsk' })).toMatchObject({
    errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
  });
});

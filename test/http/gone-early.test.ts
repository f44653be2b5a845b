import { get, type ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { LOAD_SHEDDING_LIMITS } from '../../src/http/backpressure/load-shedding.js';
import { aCompany } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aKey, aToken, type SigningKey } from '../support/an-issuer.js';
import { anAuth } from '../support/an-api-key.js';
import { eventually } from '../support/eventually.js';
import { startHttpServer, type TestServer } from '../support/http-server.js';

let issuer: TestServer;
let key: SigningKey;
let token: string;
/** Pending requests for the key set; the first request with a token waits for one. */
let waiting: ServerResponse[] = [];
let board: Switchboard;

beforeAll(async () => {
  key = await aKey('first');
  issuer = await startHttpServer((_, response) => void waiting.push(response));
});

afterEach(async () => {
  await board.close();
  waiting = [];
});

afterAll(() => issuer.close());

async function start(): Promise<void> {
  const { origin } = issuer.url;
  const settings = { jwksUrl: issuer.url, issuer: origin, audience: 'switchboard', maskPersonalData: false };
  token = await aToken({ settings }, key, { scope: 'extensions:read calls:read' });
  board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    auth: anAuth([], settings),
    overload: { ...LOAD_SHEDDING_LIMITS, perCaller: 1 },
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
}

/** Sends a request by GET and disconnects while its token is being verified. */
async function leaveEarly(query: string, accept = 'application/json'): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, accept };
  const request = get(`${board.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
  request.on('error', () => undefined);
  await eventually(() => waiting.length === 1);
  request.destroy();
  await eventually(() => board.log.some(({ msg, gone }) => msg === 'request' && gone === true));
}

function verifyTokens(): void {
  for (const response of waiting) response.end(JSON.stringify({ keys: [key.publicJwk] }));
}

/** Sends two requests of the same caller, one after the other. */
async function askTwice(): Promise<readonly unknown[]> {
  const headers = { authorization: `Bearer ${token}` };
  const ask = () => board.query('{ __typename }', {}, headers);
  return [await ask(), await ask()];
}

const ANSWER = { data: { __typename: 'Query' } };

// Red if only a response that closes later decrements the count of open requests.
test('a caller who disconnects during token verification leaves no open request behind', async () => {
  await start();
  await leaveEarly('{ extensions { totalCount } }');
  verifyTokens();
  expect(await askTwice()).toEqual([ANSWER, ANSWER]);
});

// Red if the operation is executed until its deadline.
test('an operation whose caller disconnects before it starts sends no provider request', async () => {
  await start();
  await leaveEarly('{ extensions { totalCount } }');
  verifyTokens();
  await askTwice();
  expect(board.sandbox.requests).toEqual([]);
});

// Red if only a response that closes later stops the pings: they would never stop.
test('an event stream whose caller disconnects before it starts is not opened', async () => {
  await start();
  await leaveEarly('subscription { callAdded { uuid } }', 'text/event-stream');
  const timers = jest.spyOn(globalThis, 'setInterval');
  verifyTokens();
  await askTwice();
  expect(timers).not.toHaveBeenCalled();
  timers.mockRestore();
});

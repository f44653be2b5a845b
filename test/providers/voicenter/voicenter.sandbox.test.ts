import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import { loadExtensions } from '../../../src/providers/voicenter/voicenter.provider.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import { createAnomalies } from '../../../src/upstream/anomalies.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.js';
import { aLogger } from '../../support/a-logger.js';

let sandbox: Sandbox;
let http: HttpClient;
const { logger } = aLogger();

beforeEach(async () => {
  sandbox = await startSandbox({ now: new Date('2026-03-02T12:00:00Z') });
  http = createHttpClient('voicenter', { attemptTimeout: 5, deadline: 8, maxBody: 16_777_216 }, logger);
});

afterEach(async () => {
  http.close();
  await sandbox.close();
});

function extensions(code: string, showAll: boolean) {
  const settings = { url: new URL(sandbox.voicenterUrl), code, showAll };
  return loadExtensions('acme', settings, http, createAnomalies('voicenter', logger))(aScope());
}

test('the whole organisation is read with one POST', async () => {
  const whole = await extensions(sandbox.credentials.voicenterCode, true);
  const sips = new Set(sandbox.data.extensions.map(({ SIP }) => SIP).filter((sip) => sip !== ''));
  expect(whole.map(({ sip }) => sip)).toEqual([...sips]);
  expect(sandbox.requests.map(({ method }) => method)).toEqual(['POST']);
});

test('a code of one account returns only the extensions of that account', async () => {
  const [code] = sandbox.credentials.voicenterAccountCodes;
  const accounts = new Set((await extensions(code, false)).map(({ account }) => account.id));
  expect([...accounts]).toEqual([String(sandbox.data.accountCodes[code])]);
});

test.each([true, false])(
  'a code that matches no account returns an empty list (as the JSON root: %j)',
  async (emptyRoot) => {
    sandbox.behaviour.emptyRoot = emptyRoot;
    expect(await extensions('well-formed-but-unknown', true)).toEqual([]);
  },
);

test('a malformed code is UPSTREAM_UNAUTHORIZED', async () => {
  await expect(extensions('?', true)).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED' });
});

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import type { RingmeSettings } from '../../../src/config/workspace-settings.js';
import { createClientSource } from '../../../src/providers/ringme/ringme.provider.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import { createAnomalies } from '../../../src/upstream/anomalies.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.js';
import { aLogger } from '../../support/a-logger.js';

const scope = aScope();
const { logger } = aLogger();

let sandbox: Sandbox;
let http: HttpClient;

beforeEach(async () => {
  sandbox = await startSandbox({ now: new Date('2026-03-02T12:00:00Z') });
  http = createHttpClient('ringme', { attemptTimeout: 5, deadline: 8, maxBody: 100_000 }, logger);
});

afterEach(async () => {
  http.close();
  await sandbox.close();
});

function source(settings: Partial<RingmeSettings> = {}) {
  const token = { kind: 'token', token: sandbox.credentials.ringmeToken } as const;
  const all = { url: new URL(sandbox.ringmeUrl), clientId: '@me', auth: token, ...settings };
  return createClientSource('acme', all, http, createAnomalies('ringme', logger));
}

function anApp() {
  const { ringmeAppId: id, ringmeAppSecret: secret } = sandbox.credentials;
  return source({ auth: { kind: 'app', id, secret, tokenUrl: new URL(sandbox.ringmeTokenUrl) } });
}

test('the client is the same by @me and by its id', async () => {
  const mine = await source().client(scope);
  expect(mine?.clientId).toBe(String(sandbox.data.client.id));
  expect(await source({ clientId: mine?.clientId ?? '' }).client(scope)).toEqual(mine);
});

test('a client with an unknown id is null', async () => {
  expect(await source({ clientId: '987654321' }).client(scope)).toBeNull();
});

test('64-bit ids are written and read back exactly', async () => {
  const changes = {
    dialRuleId: '18446744073709551615',
    holdMusicId: '9007199254740993',
    sipNetworkPermissionId: null,
  };
  const updated = await source().updateClient(changes, scope);
  expect(updated).toMatchObject({ outcome: 'UPDATED', client: changes });
  expect(await source().client(scope)).toMatchObject(changes);
});

test('a field that the application may not write makes the update NOT_PERMITTED', async () => {
  sandbox.behaviour.writableFields = ['timezone'];
  expect(await source().updateClient({ holdMusicId: '1' }, scope)).toEqual({ outcome: 'NOT_PERMITTED' });
});

test('an application requests one token, and a new one once the provider has expired it', async () => {
  const app = anApp();
  await app.client(scope);
  sandbox.expireTokens();
  await app.client(scope);
  await app.client(scope);
  expect(sandbox.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'POST', 'GET', 'GET']);
});

test('an exhausted quota is UPSTREAM_RATE_LIMITED', async () => {
  sandbox.behaviour.ringmeQuota = 0;
  await expect(source().client(scope)).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
});

test.each([
  [{ truncate: true }, 'UPSTREAM_BAD_RESPONSE'],
  [{ reset: true }, 'UPSTREAM_UNAVAILABLE'],
  [{ redirect: '/elsewhere' }, 'UPSTREAM_BAD_RESPONSE'],
] as const)('the fault %j is reported as %s', async (fault, code) => {
  sandbox.behaviour.faults = [fault];
  await expect(source().client(scope)).rejects.toMatchObject({ code });
});

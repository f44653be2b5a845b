import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aCall } from '../support/builders.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ data: { calls: [aCall()] } });
});

afterEach(() => sandbox.close());

const asks: Readonly<Record<string, () => Promise<Response>>> = {
  ccrm: () =>
    fetch(`${sandbox.ccrmUrl}/notes?callHistory=${aCall().uuid}`, {
      headers: { authorization: `Bearer ${sandbox.credentials.ccrmToken}` },
    }),
  voicenter: () => fetch(`${sandbox.voicenterUrl}?code=${sandbox.credentials.voicenterCode}&showAll=1`),
  ringme: () =>
    fetch(`${sandbox.ringmeUrl}/client/@me/client/`, {
      headers: { authorization: `Bearer ${sandbox.credentials.ringmeToken}`, 'accept-encoding': 'gzip' },
    }),
  token: () =>
    fetch(sandbox.ringmeTokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: sandbox.credentials.ringmeAppId,
        client_secret: sandbox.credentials.ringmeAppSecret,
      }),
    }),
};
const STATUSES = { ccrm: 403, voicenter: 403, ringme: 429, token: 429 } as const;
const PARTS = ['ccrm', 'voicenter', 'ringme', 'token'] as const;

const statusesOf = async (part: string, times: number) =>
  Promise.all(Array.from({ length: times }, async () => (await asks[part]?.())?.status));

describe.each(PARTS)('%s', (part) => {
  test('accepts the allowed requests per second, and rejects the others without Retry-After', async () => {
    sandbox.behaviour.requestsPerSecond = { [part]: 2 };
    expect((await statusesOf(part, 4)).toSorted()).toEqual([200, 200, STATUSES[part], STATUSES[part]]);
    expect((await asks[part]?.())?.headers.get('retry-after')).toBeNull();
  });

  test('accepts the allowed requests per minute, and rejects the others', async () => {
    sandbox.behaviour.requestsPerMinute = { [part]: 2 };
    expect((await statusesOf(part, 4)).toSorted()).toEqual([200, 200, STATUSES[part], STATUSES[part]]);
  });

  test('accepts the allowed concurrent requests, and another when one has ended', async () => {
    const route = sandbox.requests;
    await asks[part]?.();
    sandbox.behaviour.latencyMs = { [route[0]?.route ?? 'unknown']: 100 };
    sandbox.behaviour.concurrentRequests = { [part]: 2 };
    expect((await statusesOf(part, 3)).toSorted()).toEqual([200, 200, STATUSES[part]]);
    expect(await statusesOf(part, 1)).toEqual([200]);
  });
});

test('a limit on the token endpoint doesn’t affect RingMe’s API', async () => {
  sandbox.behaviour.requestsPerSecond = { token: 0 };
  expect(await statusesOf('ringme', 1)).toEqual([200]);
});

import { expect, test } from '@jest/globals';
import type { SandboxRequest } from '../../../src/sandbox/request-log.js';
import { eventually } from '../../support/eventually.js';
import {
  accept,
  COMPLETE,
  EVERYTHING,
  rotated,
  rotation,
  startReloading,
} from './a-reloading-switchboard.js';

/** The number of the rotation whose credentials a request carries. */
const rotationOf = ({ headers, body }: SandboxRequest) =>
  Number(/rotated-\w+-(\d+)/.exec(`${headers.authorization ?? ''} ${JSON.stringify(body)}`)?.[1]);

// Red if a credential is read only once, or if a request rejected during the rotation isn't retried.
test('20 rotations under load fail no read; once earlier reads have ended, only new credentials are used', async () => {
  await using switchboard = await startReloading();
  const { sandbox, settings } = switchboard;
  sandbox.behaviour.latencyMs = { GetExtensions: 10, client: 10, callHistory: 10 };
  const answers: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  let isOver = false;
  const load = Array.from({ length: 6 }, async () => {
    while (!isOver) {
      const read = switchboard.post(EVERYTHING).then(({ data, errors }) => {
        answers.push(errors ?? data);
      });
      underWay.add(read);
      await read;
      underWay.delete(read);
    }
  });

  const tooOld: number[] = [];
  for (let number = 1; number <= 20; number += 1) {
    const soFar = answers.length;
    await eventually(() => answers.length > soFar);
    accept(sandbox, rotation(number - 1), rotation(number));
    switchboard.reload(rotated(settings, rotation(number)));
    // Every other time, the old credentials are withdrawn while reads with them are still in flight.
    if (number % 2 === 0) accept(sandbox, rotation(number));
    await Promise.all(underWay);
    accept(sandbox, rotation(number));
    sandbox.clearRequests();
    const afterwards = answers.length;
    await eventually(() => answers.length > afterwards);
    tooOld.push(...sandbox.requests.map(rotationOf).filter((sent) => sent !== number));
  }
  isOver = true;
  await Promise.all(load);

  expect(answers.length).toBeGreaterThan(40);
  expect(answers.filter((answer) => JSON.stringify(answer) !== JSON.stringify(COMPLETE))).toEqual([]);
  expect(tooOld).toEqual([]);
});

// Red if only a 401 counts as a rejection.
test.each([
  ['GetExtensions', 403, {}],
  ['GetExtensions', 200, { ERR: 1, DESC: 'Unauthorized' }],
  ['callHistory', 401, {}],
  ['callHistory', 403, { success: false, message: 'Unauthorized' }],
  ['callHistory', 200, { success: false, message: 'Unauthorized' }],
] as const)('%s is requested again if rejected during a rotation with %i %j', async (route, status, body) => {
  await using switchboard = await startReloading();
  const { sandbox, settings } = switchboard;
  sandbox.behaviour.latencyMs = { [route]: 100 };
  sandbox.behaviour.faults = [{ route, status, body, times: 1 }];
  const answer = switchboard.post(EVERYTHING);
  await eventually(() => sandbox.requests.length === 3);
  accept(sandbox, rotation(0), rotation(1));
  switchboard.reload(rotated(settings, rotation(1)));
  expect(await answer).toMatchObject({ data: COMPLETE });
  expect(sandbox.requests.filter((request) => request.route === route).map(rotationOf)).toEqual([0, 1]);
});

// Red if a request is built once for both of its attempts.
test('a retry that is pending during a rotation is sent with the new credentials', async () => {
  await using switchboard = await startReloading();
  const { sandbox, settings } = switchboard;
  const headers = { 'retry-after': '1' };
  sandbox.behaviour.faults = (['GetExtensions', 'client', 'callHistory'] as const).map((route) => ({
    route,
    status: 503,
    headers,
    times: 1,
  }));
  const answer = switchboard.post(EVERYTHING);
  await eventually(() => sandbox.requests.length === 3);
  switchboard.reload(rotated(settings, rotation(1)));
  accept(sandbox, rotation(1));
  expect(await answer).toMatchObject({ data: COMPLETE });
  expect(sandbox.requests.map(rotationOf)).toEqual([0, 0, 0, 1, 1, 1]);
});

// Red if the new credentials wait for the old ones' quota.
test('new credentials don’t wait for the rate limit of the old ones', async () => {
  await using switchboard = await startReloading();
  const { sandbox, settings } = switchboard;
  const headers = { 'retry-after': '3600' };
  sandbox.behaviour.faults = (['GetExtensions', 'client', 'callHistory'] as const).map((route) => ({
    route,
    status: 429,
    headers,
    times: 1,
  }));
  const limited = { extensions: { code: 'UPSTREAM_RATE_LIMITED' } };
  for (let time = 0; time < 2; time += 1) {
    expect(await switchboard.post(EVERYTHING)).toMatchObject({ errors: [limited, limited, limited] });
  }
  expect(sandbox.requests).toHaveLength(3);
  accept(sandbox, rotation(1));
  switchboard.reload(rotated(settings, rotation(1)));
  expect(await switchboard.post(EVERYTHING)).toMatchObject({ data: COMPLETE });
});

// Red if an account's data stays cached for another account.
test('new credentials evict the cached data of their account, and of no other', async () => {
  const ttl = { extensions: 60, client: 60, notes: 0, recentCalls: 60, closedCalls: 60 };
  await using switchboard = await startReloading({
    cache: { ttl, maxStale: 3600, redisUrl: null, responses: true },
  });
  const { sandbox, settings } = switchboard;
  await switchboard.post(EVERYTHING);
  await switchboard.post(EVERYTHING);
  expect(sandbox.requests).toHaveLength(3);
  accept(sandbox, rotation(0), rotation(1));
  switchboard.reload(rotated(settings, { ...rotation(0), voicenter: rotation(1).voicenter }));
  sandbox.data.extensions = [];
  expect((await switchboard.post(EVERYTHING)).data).toEqual({ ...COMPLETE, extensions: { nodes: [] } });
  expect(sandbox.requests.slice(3).map(rotationOf)).toEqual([1]);
});

test('a new application requests its own token, which is no longer used once the application is removed', async () => {
  await using switchboard = await startReloading();
  const { sandbox, settings } = switchboard;
  const { ringmeAppId: id, ringmeAppSecret: secret } = sandbox.credentials;
  const tokenUrl = new URL(sandbox.ringmeTokenUrl);
  const workspaces = settings.workspaces.map((workspace) => ({
    ...workspace,
    ringme: workspace.ringme && {
      ...workspace.ringme,
      auth: { kind: 'app', id, secret, tokenUrl } as const,
    },
  }));
  switchboard.reload({ ...settings, workspaces });
  expect(await switchboard.post('{ client { name } }')).toMatchObject({ data: { client: COMPLETE.client } });
  switchboard.reload(settings);
  await switchboard.post('{ client { name } }');
  expect(sandbox.requests.map(({ route, headers }) => `${route} ${headers.authorization ?? ''}`)).toEqual([
    'token ',
    'client Bearer sandbox-issued-token-1',
    `client Bearer ${rotation(0).ringme}`,
  ]);
});

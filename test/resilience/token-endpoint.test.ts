import { expect, test } from '@jest/globals';
import type { RingmeApp } from '../../src/config/workspace-settings.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aCompany } from '../support/a-company.js';
import { startSwitchboard, type SwitchboardOptions } from '../support/a-switchboard.js';

const appOf = (sandbox: Sandbox): RingmeApp => ({
  kind: 'app',
  id: sandbox.credentials.ringmeAppId,
  secret: sandbox.credentials.ringmeAppSecret,
  tokenUrl: new URL(sandbox.ringmeTokenUrl),
});

/** Workspaces that have only RingMe. */
function workspaces(count: number, appOfNumber: (sandbox: Sandbox, number: number) => RingmeApp) {
  return (sandbox: Sandbox) =>
    Array.from({ length: count }, (_, number) => {
      const { ringme } = sandboxWorkspace(sandbox);
      const auth = appOfNumber(sandbox, number);
      return {
        ...sandboxWorkspace(sandbox),
        id: `w${number}`,
        voicenter: null,
        ccrm: null,
        ringme: ringme && { ...ringme, auth },
      };
    });
}

const apps = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`app-${n}`, `s-${n}`]));
const ownApp = (sandbox: Sandbox, number: number): RingmeApp => ({
  ...appOf(sandbox),
  id: `app-${number}`,
  secret: `s-${number}`,
});

/** A newly started Switchboard and RingMe's rate-limited /oauth. */
async function start(options: SwitchboardOptions) {
  const board = await startSwitchboard({ sandbox: { data: aCompany([]) }, ...options });
  const { behaviour } = board.sandbox;
  behaviour.ringmeApps = { ...behaviour.ringmeApps, ...apps(50) };
  behaviour.latencyMs = { token: 30 };
  behaviour.concurrentRequests = { token: 6 };
  behaviour.requestsPerSecond = { token: 20 };
  return board;
}

const everyClient = (count: number) =>
  `{ ${Array.from({ length: count }, (_, n) => `w${n}: client(workspace: "w${n}") { clientId }`).join(' ')} }`;
const complete = (count: number) => ({
  data: Object.fromEntries(Array.from({ length: count }, (_, n) => [`w${n}`, { clientId: '12' }])),
});

// Red if twenty requests are sent at once: fourteen would be rejected.
test('20 workspaces of 20 applications start with at most 6 concurrent token requests, and nothing is null', async () => {
  await using board = await start({ workspaces: workspaces(20, ownApp) });
  expect(await board.query(everyClient(20))).toEqual(complete(20));
  const tokens = board.sandbox.requests.filter(({ route }) => route === 'token');
  expect(tokens).toHaveLength(20);
  expect(board.sandbox.inFlightPeak('token')).toBeLessThanOrEqual(6);
  board.sandbox.expireTokens();
  const { data, errors } = await board.query<{ clients: readonly unknown[] }>('{ clients { clientId } }');
  expect(errors).toBeUndefined();
  expect(data?.clients).toHaveLength(20);
});

test('20 workspaces of one application start with one token request', async () => {
  await using board = await start({ workspaces: workspaces(20, appOf) });
  expect(await board.query(everyClient(20))).toEqual(complete(20));
  expect(board.sandbox.requests.filter(({ route }) => route === 'token')).toHaveLength(1);
  board.sandbox.expireTokens();
  board.sandbox.clearRequests();
  expect(await board.query(everyClient(20))).toEqual(complete(20));
  expect(board.sandbox.requests.filter(({ route }) => route === 'token')).toHaveLength(1);
});

// Red if each workspace has a rate of its own: thirty would be rejected again and again.
test('50 applications get their tokens at the endpoint’s rate, and nothing is null', async () => {
  await using board = await start({ workspaces: workspaces(50, ownApp), limits: { requests: 1000 } });
  expect(await board.query(everyClient(50))).toEqual(complete(50));
  const refused = board.log.filter(({ outcome }) => outcome === 'UPSTREAM_RATE_LIMITED');
  expect(refused.length).toBeLessThanOrEqual(12);
});

// Red if tokens are shared by the application's id alone.
test('a workspace with a different secret for the same application doesn’t get the others’ token', async () => {
  const wrong = (sandbox: Sandbox, number: number): RingmeApp =>
    number === 1 ? { ...appOf(sandbox), secret: 'another' } : appOf(sandbox);
  await using board = await start({ workspaces: workspaces(3, wrong) });
  expect(await board.query(everyClient(3))).toMatchObject({
    data: { w0: { clientId: '12' }, w1: null, w2: { clientId: '12' } },
    errors: [{ path: ['w1'], extensions: { code: 'UPSTREAM_UNAUTHORIZED' } }],
  });
});

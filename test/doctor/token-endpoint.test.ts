import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/credentials.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aClient } from '../support/builders.js';
import { aReport, findingOf } from './a-report.js';

const HOUR = 3_600_000;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ data: { client: aClient() } });
});

afterEach(() => sandbox.close());

/** The report on a workspace whose RingMe token is issued to an application. */
function aReportWithApp() {
  const { ringme } = sandboxWorkspace(sandbox);
  const { ringmeAppId: id, ringmeAppSecret: secret } = SANDBOX_CREDENTIALS;
  const auth = { kind: 'app', id, secret, tokenUrl: new URL(sandbox.ringmeTokenUrl) } as const;
  return aReport(sandbox, { voicenter: null, ringme: ringme && { ...ringme, auth }, ccrm: null });
}

// Red if only the API's own responses are used.
test('the clock is judged by the response of the token endpoint if there is no other', async () => {
  const date = new Date(Date.now() + HOUR).toUTCString();
  sandbox.behaviour.faults = [
    { route: 'token', status: 400, body: { error: 'invalid_client' }, headers: { date } },
  ];
  const report = await aReportWithApp();
  expect(findingOf(report, 'credentials', 'ringme')?.facts).toEqual({ reason: 'REFUSED' });
  const clock = findingOf(report, 'clock', 'ringme');
  expect(clock?.verdict).toBe('PROBLEM');
  expect(Number(clock?.facts['aheadSeconds']) / 3600).toBeCloseTo(1, 1);
});

// Red if the latest quota, which is the API's, is used.
test('a quota of the token endpoint that is nearly used up is a problem', async () => {
  const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '1' };
  const body = { access_token: SANDBOX_CREDENTIALS.ringmeToken };
  sandbox.behaviour.faults = [{ route: 'token', status: 200, body, headers }];
  expect(findingOf(await aReportWithApp(), 'quota', 'ringme')).toMatchObject({
    verdict: 'PROBLEM',
    facts: { limit: 100, remaining: 1 },
  });
});

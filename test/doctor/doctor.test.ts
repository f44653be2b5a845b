import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { doctorText } from '../../src/app/commands/doctor-text.js';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/credentials.js';
import type { Provider } from '../../src/domain/upstream/upstream-error.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aCall, aClient, aNote, anExtension } from '../support/builders.js';
import { startTlsServer } from '../upstream/http/a-tls-server.js';
import { aReport, findingOf } from './a-report.js';

const UUID = 'e4baaa94-095a-41b3-b638-203dcfcfd3fe';
const HOUR = 3_600_000;

/** A recent instant in the formats of both of ccrm's resources. */
const noon = new Date(new Date().setUTCHours(12, 0, 0, 0) - 48 * HOUR);
const utcDate = noon.toISOString().slice(0, 19).replace('T', ' ');
const localDate = noon.toLocaleString('sv-SE', { timeZone: 'Europe/Warsaw' });
const agents = (...internals: unknown[]) => ({
  userTalk: { status: 'queue', receivers: internals.map((internal) => ({ internal, lastName: 'Canary' })) },
});

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    data: {
      client: aClient(),
      extensions: [anExtension(), anExtension({ SIP: 'acmeSIP108', SpeedDial: '108' })],
      calls: [aCall({ callDate: localDate, note: 1 })],
      notes: { [UUID]: [aNote({ call: { uuid: UUID, callDate: utcDate } })] },
    },
  });
});

afterEach(() => sandbox.close());

describe('a healthy workspace', () => {
  test('has no problems, which takes the doctor four read-only requests', async () => {
    const report = await aReport(sandbox);
    expect(report).toMatchObject({ problems: 0, workspaces: [{ id: 'sandbox' }] });
    expect(findingOf(report, 'extensions')?.facts).toEqual({ count: 2 });
    expect(findingOf(report, 'agentNumbers')?.facts).toEqual({ agents: 1, foundPercent: 100, notFound: [] });
    expect(findingOf(report, 'quota')?.facts).toEqual({ limit: 1_000_000, remaining: 999_999 });
    expect(findingOf(report, 'clock', 'ccrm')?.verdict).toBe('GOOD');
    expect(sandbox.requests.map(({ method, route }) => `${method} ${route}`).sort()).toEqual([
      'GET callHistory',
      'GET client',
      'GET notes',
      'POST GetExtensions',
    ]);
  });

  test('has findings with stable keys', async () => {
    const report = await aReport(sandbox);
    const findings = report.workspaces[0]?.findings ?? [];
    const keys = findings.map(({ check, facts }) => `${check}: ${Object.keys(facts).join(' ')}`);
    expect([...new Set(keys)]).toEqual([
      'reachable: code reason',
      'credentials: reason',
      'clock: aheadSeconds',
      'quota: limit remaining',
      'timeZone: timezone expectedMinutes measuredMinutes',
      'extensions: count',
      'speedDials: shared',
      'agentNumbers: agents foundPercent notFound',
      'phoneNumbers: country numbers national unread',
      'payloads: oddities',
    ]);
  });
});

describe('credentials', () => {
  test('are a problem if the list of extensions is empty', async () => {
    const { voicenter } = sandboxWorkspace(sandbox);
    const report = await aReport(sandbox, {
      voicenter: voicenter && { ...voicenter, code: 'fits-no-account' },
    });
    expect(findingOf(report, 'credentials', 'voicenter')).toMatchObject({
      verdict: 'PROBLEM',
      facts: { reason: 'NO_EXTENSIONS' },
    });
  });

  test('that are rejected are distinguished from unreachable providers', async () => {
    sandbox.behaviour.faults = [
      { provider: 'voicenter', reset: true },
      { provider: 'ccrm', status: 401, body: { success: false, message: 'Unauthorized' } },
    ];
    const report = await aReport(sandbox);
    expect(findingOf(report, 'credentials', 'ccrm')?.facts).toEqual({ reason: 'REFUSED' });
    expect(findingOf(report, 'reachable', 'ccrm')?.verdict).toBe('GOOD');
    expect(findingOf(report, 'credentials', 'voicenter')?.verdict).toBe('UNKNOWN');
    expect(findingOf(report, 'reachable', 'voicenter')?.facts).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      reason: 'ECONNRESET',
    });
    expect(findingOf(report, 'agentNumbers')).toBeUndefined();
    expect(report.problems).toBe(2);
  });

  test('are unknown if RingMe returns a web page, and the address is reported as the problem', async () => {
    sandbox.behaviour.faults = [{ route: 'client', status: 404, body: '<html></html>' }];
    const report = await aReport(sandbox);
    expect(findingOf(report, 'credentials', 'ringme')?.verdict).toBe('UNKNOWN');
    expect(findingOf(report, 'reachable', 'ringme')).toMatchObject({
      verdict: 'PROBLEM',
      text: expect.stringContaining('check that it is the address of the API'),
      facts: { code: 'UPSTREAM_BAD_RESPONSE' },
    });
  });

  test.each([200, 400, 404])('are unknown if every API returns a web page with status %d', async (status) => {
    const page = { status, body: '<html></html>', headers: { 'content-type': 'text/html' } };
    sandbox.behaviour.faults = [page];
    const report = await aReport(sandbox);
    for (const provider of ['voicenter', 'ringme', 'ccrm'] as const) {
      expect(findingOf(report, 'credentials', provider)?.verdict).toBe('UNKNOWN');
      expect(findingOf(report, 'reachable', provider)).toMatchObject({
        verdict: 'PROBLEM',
        text: expect.stringMatching(/configured address/),
        facts: { code: 'UPSTREAM_BAD_RESPONSE' },
      });
    }
  });

  test('of a rejected application cost four requests to RingMe', async () => {
    sandbox.behaviour.faults = [{ route: 'client', status: 401 }];
    const { ringme } = sandboxWorkspace(sandbox);
    const { ringmeAppId: id, ringmeAppSecret: secret } = SANDBOX_CREDENTIALS;
    const auth = { kind: 'app', id, secret, tokenUrl: new URL(sandbox.ringmeTokenUrl) } as const;
    const report = await aReport(sandbox, { ringme: ringme && { ...ringme, auth } });
    expect(findingOf(report, 'credentials', 'ringme')?.facts).toEqual({ reason: 'REFUSED' });
    expect(sandbox.requests.filter(({ provider }) => provider === 'ringme')).toHaveLength(4);
  });
});

describe('a provider that can’t be reached', () => {
  // Red if every reason has the same text.
  test('is reported with the reason in words', async () => {
    await using tls = await startTlsServer('self-signed');
    const { voicenter, ringme, ccrm } = sandboxWorkspace(sandbox);
    const report = await aReport(sandbox, {
      voicenter: voicenter && { ...voicenter, url: tls.url },
      ringme: ringme && { ...ringme, url: new URL('http://127.0.0.1:1') },
      ccrm: ccrm && { ...ccrm, url: new URL('https://nowhere.invalid') },
    });
    const told = (provider: Provider) => findingOf(report, 'reachable', provider);
    expect(told('voicenter')).toMatchObject({
      verdict: 'PROBLEM',
      text: expect.stringContaining('self-signed'),
      facts: { code: 'UPSTREAM_UNAVAILABLE', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(told('ringme')).toMatchObject({
      text: expect.stringContaining('Nothing listens at its address'),
      facts: { reason: 'ECONNREFUSED' },
    });
    expect(told('ccrm')).toMatchObject({ text: expect.stringContaining('DNS') });
  });
});

// Red if the timeout has a fraction of a millisecond: Node rejects it.
test.each([16.1, 60.0001])('a deadline of %d s causes no problem', async (deadline) => {
  expect(await aReport(sandbox, {}, Date.now, { deadline, attemptTimeout: 16.1 })).toMatchObject({
    problems: 0,
  });
});

test('a clock that is an hour off is a problem', async () => {
  const report = await aReport(sandbox, {}, () => Date.now() + HOUR);
  const finding = findingOf(report, 'clock', 'voicenter');
  expect(finding).toMatchObject({ verdict: 'PROBLEM' });
  expect(Number(finding?.facts['aheadSeconds']) / 3600).toBeCloseTo(-1, 1);
});

test('a wrong time zone, as measured from two dates of a call, is a problem', async () => {
  const { ccrm } = sandboxWorkspace(sandbox);
  const report = await aReport(sandbox, { ccrm: ccrm && { ...ccrm, timezone: 'Asia/Kolkata' } });
  const expected = { timezone: 'Asia/Kolkata', expectedMinutes: 330 };
  expect(findingOf(report, 'timeZone')).toMatchObject({ verdict: 'PROBLEM', facts: expected });
  expect(findingOf(await aReport(sandbox), 'timeZone')?.verdict).toBe('GOOD');
});

test.each([
  ['a `T` and a fraction', `${utcDate.replace(' ', 'T')}.000`],
  ['`Z`', `${utcDate.replace(' ', 'T')}Z`],
  [
    'the fields of a PHP object',
    { date: `${localDate}.000000`, timezone_type: 3, timezone: 'Europe/Warsaw' },
  ],
])('the time zone is measured from a note whose date has %s', async (_, callDate) => {
  sandbox.data.notes = { [UUID]: [aNote({ call: { uuid: UUID, callDate } })] };
  expect(findingOf(await aReport(sandbox), 'timeZone')?.verdict).toBe('GOOD');
});

test('the time zone is unknown without notes, and the calls are still checked', async () => {
  sandbox.data.notes = {};
  const report = await aReport(sandbox);
  expect(findingOf(report, 'timeZone')).toMatchObject({
    verdict: 'UNKNOWN',
    text: 'Unknown: no recent call has a note with its date.',
    facts: { timezone: 'Europe/Warsaw', expectedMinutes: null, measuredMinutes: null },
  });
  expect(findingOf(report, 'agentNumbers')?.verdict).toBe('GOOD');
  expect(report.problems).toBe(0);
});

test('an exhausted quota is a problem', async () => {
  sandbox.behaviour.ringmeQuota = 1;
  expect(findingOf(await aReport(sandbox), 'quota')).toMatchObject({
    verdict: 'PROBLEM',
    facts: { limit: 1, remaining: 0 },
  });
});

describe('a rate limit', () => {
  test('that rejects every request is reported as such, not as rejected credentials', async () => {
    sandbox.behaviour.requestsPerSecond = { voicenter: 0 };
    const report = await aReport(sandbox, {}, Date.now, { deadline: 0.9 });
    expect(findingOf(report, 'quota', 'voicenter')).toMatchObject({
      verdict: 'PROBLEM',
      text: 'The rate limit is exceeded.',
    });
    expect(findingOf(report, 'credentials', 'voicenter')).toMatchObject({
      verdict: 'UNKNOWN',
      facts: { reason: 'RATE_LIMITED' },
    });
  });

  test('that delays a request is also a problem', async () => {
    sandbox.behaviour.requestsPerSecond = { ccrm: 1 };
    expect(findingOf(await aReport(sandbox), 'quota', 'ccrm')).toMatchObject({
      verdict: 'PROBLEM',
      text: 'The rate limit refused a request before the provider responded.',
    });
  });
});

describe('numbers', () => {
  test('shared by extensions, or of agents without an extension, are problems; phone numbers are masked', async () => {
    sandbox.data.extensions = ['107', '0107', '108'].map((SpeedDial, index) =>
      anExtension({ SIP: `sip${index}`, SpeedDial }),
    );
    sandbox.data.calls = [aCall({ callDate: localDate, ...agents(108, 108, 555, 107, '48600000123') })];
    const report = await aReport(sandbox);
    expect(findingOf(report, 'speedDials')).toMatchObject({
      verdict: 'PROBLEM',
      facts: { shared: [{ number: '107', extensions: 2 }] },
    });
    expect(findingOf(report, 'agentNumbers')).toMatchObject({
      verdict: 'PROBLEM',
      facts: {
        agents: 5,
        foundPercent: 40,
        notFound: [
          { number: '555', calls: 1 },
          { number: '107', calls: 1 },
          { number: '+48 *** *** 123', calls: 1 },
        ],
      },
    });
  });
});

describe('national numbers', () => {
  const nationally = (numberFormatted: string, numberNotFormatted: string) =>
    aCall({ callDate: localDate, externalNumber: { numberFormatted, numberNotFormatted, type: 'unknown' } });

  // Red without the check: nobody learns why `e164` is null.
  test.each([
    [null, 'PROBLEM', '1 of 2 numbers are national, and no country is configured: set', 1],
    ['PL', 'GOOD', '1 of 2 numbers are national, and are parsed as numbers of PL.', 0],
    ['RU', 'PROBLEM', '1 of 2 numbers are national, but none is a valid number in RU.', 1],
  ])('are counted in a workspace with the country %j', async (country, verdict, text, unread) => {
    sandbox.data.calls.push({ ...nationally('777 888 999', '777888999'), uuid: UUID.replace('e', 'a') });
    const report = await aReport(sandbox, { country });
    expect(findingOf(report, 'phoneNumbers')).toMatchObject({
      verdict,
      text: expect.stringContaining(text),
      facts: { country, numbers: 2, national: 1, unread },
    });
  });

  test('are no problem if the workspace has none', async () => {
    expect(findingOf(await aReport(sandbox, { country: null }), 'phoneNumbers')?.verdict).toBe('GOOD');
  });
});

test('unknown values and unreadable records in payloads are counted by field', async () => {
  sandbox.data.extensions.push(anExtension({ SIP: '' }));
  sandbox.data.calls.push(aCall({ callDate: localDate, uuid: 'none' }));
  sandbox.data.calls.push(aCall({ callDate: localDate, uuid: UUID.replace('e', 'a'), status: 'CANARY' }));
  const report = await aReport(sandbox);
  expect(findingOf(report, 'payloads', 'voicenter')?.facts).toEqual({
    oddities: [{ what: 'getExtensions: left out, no SIP', count: 1 }],
  });
  expect(findingOf(report, 'payloads', 'ccrm')?.facts).toEqual({
    oddities: [
      { what: 'status: unknown value', count: 1 },
      { what: 'callHistory: left out, no uuid or no date', count: 1 },
    ],
  });
});

test('a report contains no secrets or personal data, as text or as JSON', async () => {
  const canary = 'Canary\u001b[31m';
  sandbox.data.extensions = ['107', '107'].map((SpeedDial, index) =>
    anExtension({ SIP: `${canary}${index}`, SpeedDial, Name: canary, UserEmail: 'canary@example.com' }),
  );
  sandbox.data.calls = [aCall({ callDate: localDate, status: canary, ...agents(canary, '48600777123') })];
  sandbox.data.client = aClient({ name: canary, type: canary, timezone: canary });
  sandbox.behaviour.faults = [{ provider: 'ringme', status: 403, body: { message: canary } }];
  const report = await aReport(sandbox);
  const { voicenterCode, ringmeToken, ccrmToken } = SANDBOX_CREDENTIALS;
  expect(report.problems).toBeGreaterThan(3);
  for (const text of [doctorText(report), JSON.stringify(report)]) {
    expect(text).not.toMatch(/canary|\u001b|600777|127\.0\.0\.1/i);
    for (const secret of [voicenterCode, ringmeToken, ccrmToken]) expect(text).not.toContain(secret);
  }
});

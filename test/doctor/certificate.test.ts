import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { type Certificate, startTlsServer, trustAuthority } from '../upstream/http/a-tls-server.js';
import { aReport, findingOf } from './a-report.js';

const HOUR = 3_600_000;
const END = Date.UTC(2120, 0, 1);
const DAY = 24 * HOUR;
const certificateOf = async (now: number, certificate: Certificate = 'good') => {
  await using tls = await startTlsServer(certificate);
  const { voicenter } = sandboxWorkspace(sandbox);
  const settings = { voicenter: voicenter && { ...voicenter, url: tls.url } };
  const report = await aReport(sandbox, settings, () => now);
  expect(findingOf(report, 'certificate', 'ringme')).toBeUndefined();
  return findingOf(report, 'certificate', 'voicenter');
};
let distrust: () => void;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  distrust = trustAuthority();
});
afterAll(async () => {
  distrust();
  await sandbox.close();
});

// Red without the check, or if its threshold changes.
test.each([
  [14, 'GOOD'],
  [13, 'PROBLEM'],
  [0, 'PROBLEM'],
])('a certificate that is valid for %i more days is %s', async (daysLeft, verdict) => {
  expect(await certificateOf(END - daysLeft * DAY - HOUR)).toMatchObject({ verdict, facts: { daysLeft } });
});

test.each([
  ['expired', 'Its certificate has expired.'],
  ['self-signed', 'Its certificate is self-signed; '],
  ['other-host', 'Its certificate is for another host name; check the address.'],
] as const)('a certificate that is %s is a problem', async (certificate, text) => {
  expect(await certificateOf(Date.now(), certificate)).toMatchObject({
    verdict: 'PROBLEM',
    text: expect.stringContaining(text),
    facts: { daysLeft: null },
  });
});

test('the certificate is unknown if the provider can’t be reached', async () => {
  const { voicenter } = sandboxWorkspace(sandbox);
  const report = await aReport(sandbox, {
    voicenter: voicenter && { ...voicenter, url: new URL('https://127.0.0.1:1') },
  });
  expect(findingOf(report, 'certificate', 'voicenter')).toMatchObject({
    verdict: 'UNKNOWN',
    text: 'Unknown: no certificate was seen.',
    facts: { daysLeft: null },
  });
});

import { expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { doctorText } from '../../src/app/commands/doctor-text.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { startProxy } from '../upstream/http/a-proxy.js';
import { aReport, findingOf } from './a-report.js';

test('a rejection by the proxy is distinguished from one by the provider, without printing credentials', async () => {
  const sandbox = await startSandbox({ data: {} });
  await using proxy = await startProxy({ credentials: 'name:right-word' });
  const wrong = new URL(proxy.url);
  wrong.password = 'wrong-word';
  const { ccrm } = sandboxWorkspace(sandbox);
  const report = await aReport(
    sandbox,
    { ccrm: ccrm && { ...ccrm, url: new URL('https://crm.example.com') } },
    Date.now,
    { proxy: { https: wrong, http: null, bypass: [] } },
  );
  expect(findingOf(report, 'proxy', 'ccrm')).toMatchObject({
    verdict: 'GOOD',
    facts: { host: proxy.url.host },
  });
  expect(findingOf(report, 'reachable', 'ccrm')).toMatchObject({
    verdict: 'PROBLEM',
    text: expect.stringContaining('name and password'),
    facts: { reason: 'PROXY_AUTHENTICATION_REQUIRED' },
  });
  // The other providers are on loopback.
  expect(findingOf(report, 'proxy', 'ringme')).toBeUndefined();
  expect(findingOf(report, 'reachable', 'ringme')).toMatchObject({ verdict: 'GOOD' });
  for (const form of [JSON.stringify(report), doctorText(report)])
    expect(form).not.toMatch(/(right|wrong)-word/);
  await sandbox.close();
});

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const FOLDER = 'ops/kubernetes';

/** What the check complains of if, in a copy of the manifests, a file has another text in place of this one. */
async function faultsWith(file?: string, text = '', other = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
  try {
    cpSync(FOLDER, folder, { recursive: true });
    if (file !== undefined) {
      const path = join(folder, file);
      const before = readFileSync(path, 'utf8');
      expect(before).toContain(text);
      writeFileSync(path, before.replace(text, other));
    }
    return await new Promise((ended) =>
      execFile(process.execPath, [join(FOLDER, 'check.mjs'), folder], (error, _output, complaint) =>
        ended(error === null ? 'none' : complaint),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the manifests pass the check', async () => {
  expect(await faultsWith()).toBe('none');
});

test.each([
  ['base/service.yaml', 'targetPort: metrics', 'targetPort: metric', 'no container has the port metric'],
  ['base/service.yaml', 'selector: {', 'selectors: {', 'does not exist in type'],
  ['base/deployment.yaml', 'sleep: { seconds: 5 }', 'sleep: { seconds: 0 }', 'preStop'],
  ['base/deployment.yaml', 'PeriodSeconds: 20', 'PeriodSeconds: 14', 'is shorter than preStop and 10 s'],
  [
    'base/deployment.yaml',
    'secretName: switchboard,',
    'secretName: other,',
    'the secret other has no example',
  ],
  ['base/network-policy.yaml', 'port: metrics', 'port: 9465', 'admits nobody to metrics'],
  ['base/kustomization.yaml', ', network-policy.yaml', '', 'network-policy.yaml: no kustomization names it'],
  [
    'overlays/production/service-monitor.yaml',
    'port: metrics',
    'port: http-metrics',
    'which the Service hasn’t',
  ],
  ['overlays/production/service-monitor.yaml', 'interval:', 'intervall:', 'intervall'],
  [
    'overlays/production/autoscaler.yaml',
    'Deployment, name: switchboard',
    'Deployment, name: other',
    'scales nothing',
  ],
  ['overlays/sandbox/kustomization.yaml', 'newTag', 'tag', 'tag'],
  [
    'overlays/sandbox/kustomization.yaml',
    'files: [settings.yaml]',
    'files: [other.yaml]',
    'no file other.yaml',
  ],
  [
    'overlays/sandbox/kustomization.yaml',
    '- name: switchboard-settings',
    '- name: settings',
    'no ConfigMap switchboard-settings',
  ],
])('in %s “%s” changed into “%s” is found: %s', async (file, text, other, fault) => {
  expect(await faultsWith(file, text, other)).toContain(fault);
});

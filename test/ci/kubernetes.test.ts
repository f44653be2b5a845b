import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const FOLDER = 'ops/kubernetes';

type Case = readonly [file: string, text: string, other: string, fault: string];

/** A replacement in a file of a copy of the manifests, and the resulting complaint of the check. */
const CASES: readonly Case[] = [
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
  ['base/network-policy.yaml', 'port: metrics', 'port: 9465', 'admits no traffic to metrics'],
  ['base/kustomization.yaml', ', network-policy.yaml', '', 'network-policy.yaml: no kustomization names it'],
  [
    'overlays/production/service-monitor.yaml',
    'port: metrics',
    'port: http-metrics',
    'which the Service lacks',
  ],
  ['overlays/production/service-monitor.yaml', 'interval:', 'intervall:', 'intervall'],
  [
    'overlays/production/autoscaler.yaml',
    'Deployment, name: switchboard',
    'Deployment, name: other',
    'scales nothing',
  ],
  ['overlays/sandbox/kustomization.yaml', 'newTag', 'tag', 'tag'],
  ['base/deployment.yaml', '{ name: archive, mountPath', '{ name: archives, mountPath', 'no volume archives'],
  [
    'base/deployment.yaml',
    '            - { name: archive, mountPath: /run/secrets/switchboard-archive, readOnly: true }\n',
    '',
    'the volume archive isn’t mounted',
  ],
  [
    'base/deployment.yaml',
    'secretName: switchboard-archive',
    'secretName: archive',
    'the secret archive has no example',
  ],
  [
    'base/deployment.yaml',
    'mountPath: /run/secrets/switchboard-archive',
    'mountPath: /run/secrets/archive',
    'read /run/secrets/switchboard-archive/ARCHIVE_URL, which no secret contains',
  ],
  [
    'secret.example.yaml',
    'ARCHIVE_URL:',
    'DATABASE_URL:',
    'read /run/secrets/switchboard-archive/ARCHIVE_URL, which no secret contains',
  ],
  ['base/network-policy.yaml', 'port: 5432', 'port: 5433', 'blocks the pods from PostgreSQL (5432)'],
  ['base/network-policy.yaml', 'port: 6379', 'port: 6380', 'blocks the pods from Redis (6379)'],
  [
    'overlays/production/settings.yaml',
    '${file:/run/secrets/switchboard-archive/ARCHIVE_URL}',
    'sqlite:/data/archive.db',
    'several replicas can’t share an archive in SQLite',
  ],
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
];

let folder: string;
/** The complaints of the check by copy: the first is unchanged, the others are those of `CASES`, in order. */
let complaints: readonly string[];

// One process checks all copies, so that the compiler reads shared files only once.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
  const copies = [null, ...CASES].map((change, index) => {
    const copy = join(folder, String(index));
    cpSync(FOLDER, copy, { recursive: true });
    if (change !== null) replaceIn(join(copy, change[0]), change[1], change[2]);
    return copy;
  });
  const complaint = await new Promise<string>((ended) =>
    execFile(process.execPath, [join(FOLDER, 'check.mjs'), ...copies], (_error, _output, text) =>
      ended(text),
    ),
  );
  const lines = complaint.split('\n');
  complaints = copies.map((copy) => lines.filter((line) => line.startsWith(`error: ${copy}: `)).join('\n'));
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('the manifests pass the check', () => {
  expect(complaints[0]).toBe('');
});

test('the check exits with 1 if a folder has a fault, and with 0 if none has', async () => {
  expect(await exitCode(join(folder, '0'))).toBe(0);
  expect(await exitCode(join(folder, '1'))).toBe(1);
}, 120_000);

test.each(CASES.map((change, index) => [...change, index + 1] as const))(
  'in %s, the check detects “%s” replaced by “%s”: %s',
  (_file, _text, _other, fault, index) => {
    expect(complaints[index]).toContain(fault);
  },
);

function replaceIn(path: string, text: string, other: string): void {
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(text);
  writeFileSync(path, before.replace(text, other));
}

function exitCode(copy: string): Promise<number> {
  return new Promise((ended) =>
    execFile(process.execPath, [join(FOLDER, 'check.mjs'), copy], (error) => ended(Number(error?.code ?? 0))),
  );
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SHA_512 = `sha512-${'A'.repeat(86)}==`;

/** Whether `npm run check:lockfile` accepts a lock file with only this package. */
function passes(entry: Readonly<Record<string, unknown>>): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'lockfile-'));
  const path = join(folder, 'package-lock.json');
  const packages = { '': { name: 'a' }, 'node_modules/fastify': { version: '5.0.0', ...entry } };
  writeFileSync(path, JSON.stringify({ name: 'a', lockfileVersion: 3, requires: true, packages }));
  const checks = [
    ['node_modules/lockfile-lint/bin/lockfile-lint.js', '--path', path],
    ['.ci/lockfile.mjs', path],
  ];
  try {
    for (const check of checks) execFileSync(process.execPath, check, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('accepts a package with a checksum and without a URL', () => {
  expect(passes({ integrity: SHA_512 })).toBe(true);
});

test.each([
  ['from another host', { integrity: SHA_512, resolved: 'https://packages.example/fastify-5.0.0.tgz' }],
  ['over plain HTTP', { integrity: SHA_512, resolved: 'http://packages.example/fastify-5.0.0.tgz' }],
  ['from git', { resolved: 'git+ssh://git@git.example/fastify.git#abc' }],
  ['from a file', { resolved: 'file:../fastify' }],
  ['with a SHA-1 checksum', { integrity: 'sha1-AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }],
  ['without a checksum', {}],
  ['that is a link', { link: true, resolved: 'packages/fastify' }],
])('rejects a package %s', (_, entry) => {
  expect(passes(entry)).toBe(false);
});

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { VERSION } from '../../src/config/package-version.js';

const run = promisify(execFile);
const WORKFLOWS = ['ci', 'release'];

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

function workflow(name: string): Workflow {
  return parse(readFileSync(`.github/workflows/${name}.yml`, 'utf8'));
}

describe('a new version', () => {
  let project: string;
  const read = (name: string) => readFileSync(join(project, name), 'utf8');

  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), 'switchboard-release-'));
    const parts = ['.changeset', 'ops', 'schema', 'package.json', 'package-lock.json', 'CHANGELOG.md'];
    for (const name of parts) cpSync(name, join(project, name), { recursive: true });
    writeFileSync(join(project, '.changeset/one.md'), "---\n'switchboard': minor\n---\n\nA changeset.\n");
    symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
    const git = (...command: readonly string[]) =>
      run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...command], { cwd: project });
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '.changeset', 'package.json');
    await git('commit', '--quiet', '--message=Add a changeset');
    await run(process.execPath, [resolve('node_modules/@changesets/cli/bin.js'), 'version'], {
      cwd: project,
    });
    await run(process.execPath, [resolve('ops/release/version.mjs')], { cwd: project });
  });

  afterAll(() => {
    rmSync(project, { recursive: true });
  });

  test('is a minor version with the changesets in its section of the changelog', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const [major, minor] = VERSION.split('.').map(Number);
    expect(version).toBe(`${String(major)}.${String(Number(minor) + 1)}.0`);
    const changelog = read('CHANGELOG.md');
    expect(changelog).toMatch(new RegExp(`^# Changelog\n\n## ${version.replaceAll('.', '\\.')}\n`));
    expect(changelog).toContain('\n- A changeset.\n');
    expect(readFileSync('CHANGELOG.md', 'utf8').split('\n- ').length).toBeLessThan(
      changelog.split('\n- ').length,
    );
  });

  test('is the version that Kubernetes runs, and its schema becomes the released schema', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    for (const overlay of ['production', 'sandbox']) {
      expect(read(`ops/kubernetes/overlays/${overlay}/kustomization.yaml`)).toContain(`newTag: ${version} }`);
    }
    expect(read('schema/released/switchboard.graphql')).toBe(read('schema/switchboard.graphql'));
  });
});

test.each(WORKFLOWS)(
  'the workflow %s has read-only permissions by default, time limits and pinned actions',
  (name) => {
    const { permissions, jobs } = workflow(name);
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(45);
      for (const { uses } of job.steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
    }
  },
);

test('a release is tested before it is published, and has provenance and an SBOM', () => {
  const { test: tests, package: npm, image } = workflow('release').jobs;
  const commands = (job: Job | undefined) => job?.steps.map(({ run: command }) => command ?? '').join('\n');
  expect(commands(tests)).toContain('bash .ci/run');
  expect(commands(tests)).toContain('"$GITHUB_REF_NAME"');
  expect([npm?.needs, image?.needs]).toEqual(['test', 'test']);
  expect(commands(npm)).toContain('npm publish --access public --provenance');
  expect(commands(npm)).toContain('npm sbom');
  expect([npm?.permissions?.['id-token'], image?.permissions?.['id-token']]).toEqual(['write', 'write']);
  const push = image?.steps.find(({ uses }) => uses?.startsWith('docker/build-push-action@'));
  expect(push?.with).toMatchObject({ push: true, provenance: 'mode=max', sbom: true });
});

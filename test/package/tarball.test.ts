import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OLDEST_NODE, VERSION } from '../../src/config/package-version.js';

/* The result of `npm pack`, installed by npm into an empty folder, with the oldest supported Node version. */

const run = promisify(execFile);
/** The parts of the project that `prepack` and npm read. */
const SOURCES = ['src', 'schema', 'ops', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const DOCUMENTS = ['README.md', 'LICENSE', 'CHANGELOG.md'];
const MEGABYTES = 1_000_000;

let folder: string;
let consumer: string;
let tarball: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-package-'));
  consumer = join(folder, 'consumer');
  // A copy, because other suites use `dist` meanwhile.
  const project = join(folder, 'project');
  for (const name of [...SOURCES, ...DOCUMENTS]) await cp(name, join(project, name), { recursive: true });
  await symlink(resolve('node_modules'), join(project, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: project });
  tarball = join(folder, `switchboard-${VERSION}.tgz`);
  await mkdir(consumer);
  await writeFile(join(consumer, 'package.json'), '{ "private": true, "type": "module" }');
  const oldest = `node-${process.platform}-${process.arch}@${OLDEST_NODE}.0`;
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--prefix', consumer];
  await run('npm', ['install', ...options, tarball, oldest], { cwd: consumer });
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The output of a command that npx finds in the consumer's folder. */
async function npx(...command: readonly string[]): Promise<string> {
  return (await run('npx', ['--no-install', ...command], { cwd: consumer })).stdout;
}

test('the package has its runtime files and no tests, and is at most 3 MB, packed and unpacked', async () => {
  const root = join(consumer, 'node_modules/switchboard');
  const names = await readdir(root, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(root, name))));
  const files = names.filter((_, index) => sizes[index]?.isFile() === true);
  const unpacked = sizes.reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
  expect(new Set(files.map((name) => name.split('/')[0]))).toEqual(
    new Set(['dist', 'schema', 'package.json', ...DOCUMENTS]),
  );
  expect(files.filter((name) => /\.test\.|\.map$|(?<!\.d)\.ts$/.test(name))).toEqual([]);
  expect(unpacked).toBeLessThan(3 * MEGABYTES);
  expect((await stat(tarball)).size).toBeLessThan(3 * MEGABYTES);
});

test('`npx switchboard` runs on the oldest Node version that package.json supports', async () => {
  expect(await npx('node', '--version')).toBe(`v${OLDEST_NODE}.0\n`);
  expect(await npx('switchboard', '--version')).toBe(`${VERSION}\n`);
});

// Red for a type without an explicit name: the package's build renames classes, here `CallFilter` to `CallFilter2`.
test('the package has the schema of the repository', async () => {
  expect(await npx('switchboard', 'schema')).toBe(await readFile('schema/switchboard.graphql', 'utf8'));
});

test('on that version, an embedding program serves the sandbox, its archive and the playground', async () => {
  await writeFile(join(consumer, 'program.js'), PROGRAM);
  expect(JSON.parse(await npx('node', 'program.js'))).toEqual({
    page: true,
    licenses: true,
    answer: { data: { workspaces: [{ id: 'sandbox' }], archive: { state: expect.any(String) } } },
  });
});

test('the package’s types check the arguments and results of `createSwitchboard`', async () => {
  await writeFile(join(consumer, 'program.ts'), TYPED_PROGRAM);
  const compiler = resolve('node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--module', 'nodenext'];
  const types = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
  const compiled = await run(process.execPath, [compiler, ...options, ...types, 'program.ts'], {
    cwd: consumer,
  }).catch((error: unknown) => error);
  const { stdout } = compiled as { readonly stdout: string };
  const faults = stdout.split('\n').filter((line) => line.startsWith('program.ts('));
  expect(faults).toEqual([
    expect.stringContaining("'workspace' does not exist in type 'SettingsSections'"),
    expect.stringContaining("'{}' is not assignable to parameter of type 'OperationOptions'"),
    expect.stringContaining(`Type '"calls"' is not assignable to type`),
  ]);
});

const PROGRAM = `
import { setTimeout as sleep } from 'node:timers/promises';
import { createSwitchboard } from 'switchboard';

const settings = { sandbox: {}, archive: { url: 'sqlite::memory:' } };
const switchboard = await createSwitchboard({ settings });
const server = await switchboard.server();
const payload = { query: '{ workspaces { id } archive { state } }' };
const ask = async () => (await server.inject({ method: 'POST', url: '/graphql', payload })).json();
let answer = await ask();
// The archive's database is opened in a thread.
while (answer.errors !== undefined) {
  await sleep(20);
  answer = await ask();
}
const page = (await server.inject('/')).body.includes('playground-');
const licenses = (await server.inject('/playground/licenses.txt')).body.includes('MIT');
await switchboard.close();
console.log(JSON.stringify({ page, licenses, answer }));
`;

const TYPED_PROGRAM = `
import type { FastifyInstance } from 'fastify';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import { createSwitchboard, type Grant } from 'switchboard';

const switchboard = await createSwitchboard({ settings: { workspaces: [] } });
const server: FastifyInstance = await switchboard.server();
const graph = await switchboard.graph();
const schema: GraphQLSchema = graph.schema;
const caller: Grant = { workspaces: ['acme'], scopes: ['calls:read'], maskPersonalData: true };
const result: ExecutionResult = await graph.execute({ document: parse('{ __typename }') }, { caller });
console.log(server.prefix, schema.description, result.data);
// From here on each line is refused: a section that no settings file has,
await createSwitchboard({ settings: { workspace: [] } });
// someone who isn't named,
await graph.execute({ document: parse('{ __typename }') }, {});
// and a scope that there isn't.
await graph.execute({ document: parse('{ __typename }') }, { caller: { ...caller, scopes: ['calls'] } });
`;

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildProgram, type Program } from '../support/a-process.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const DAY = '{"from":"2026-03-04T00:00:00Z","to":"2026-03-05T00:00:00Z"}';

let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => program.kill());

/** Runs the program with these arguments; `options` are Node's own. Returns the exit code and the output. */
const run = (
  operands: readonly string[],
  options: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) =>
  new Promise<{ code: unknown; output: string; complaint: string }>((ended) => {
    const done = [...options, program.main, ...operands];
    execFile(process.execPath, done, { env }, (error, output, complaint) => {
      ended({ code: error === null ? 0 : error.code, output, complaint });
    });
  });

test.each(['--version', '-v'])('%s prints the version', async (option) => {
  expect(await run([option])).toEqual({ code: 0, output: `${version}\n`, complaint: '' });
});

// Red without a listener: it crashes and prints a stack trace.
test('a command whose output is no longer read ends like one killed by SIGPIPE, without a message', async () => {
  const child = spawn(process.execPath, [program.main, 'schema'], { env: {}, stdio: 'pipe' });
  child.stdout.destroy();
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code]: unknown[] = await once(child, 'close');
  expect({ code, complaint }).toEqual({ code: 141, complaint: '' });
});

// Red if the bundle renames classes, because TypeGraphQL names types after them.
test('schema prints the same schema from the bundle as from the sources', async () => {
  const output = readFileSync('schema/switchboard.graphql', 'utf8');
  expect(await run(['schema'])).toEqual({ code: 0, output, complaint: '' });
});

test.each([
  ['serv', 'Unknown command “serv” (did you mean `serve`?).\n\nUsage: switchboard [COMMAND]'],
  ['elsewhere', 'Unknown command “elsewhere”.\n\nUsage: switchboard [COMMAND]'],
])('the unknown command %s is rejected, with a suggestion if one is close', async (command, start) => {
  const { code, output, complaint } = await run([command]);
  expect([code, output]).toEqual([2, '']);
  expect(complaint).toContain(start);
});

test.each([
  [['doctor', 'extra'], 'Unexpected argument “extra”: doctor accepts none.'],
  [['explain'], 'explain needs exactly one argument: FILE.'],
  [['archive'], 'archive needs exactly one argument: sync, status or verify.'],
  [['archive', 'sync', 'acme'], 'archive needs exactly one argument: sync, status or verify.'],
])('a wrong number of arguments, %j, is rejected with the reason', async (operands, reason) => {
  const { code, output, complaint } = await run(operands);
  expect([code, output]).toEqual([2, '']);
  expect(complaint).toMatch(new RegExp(`^${reason.replaceAll('.', '\\.')}\n\nUsage: switchboard`));
});

// Red if only archive validates its options: other commands silently ignore theirs.
test.each([
  ['check-config', ['--workspace', 'nope', '--json'], 'check-config has no option --workspace.'],
  ['serve', ['--federated'], 'serve has no option --federated.'],
  ['', ['--federated'], 'serve has no option --federated.'],
  [
    'schema',
    ['--json'],
    'schema has no option --json; its options are --federated, --no-authorization and --stitching.',
  ],
  ['schema', ['--federated', '--stitching'], 'schema doesn’t accept --federated and --stitching together.'],
  ['schema', ['--no-authorization'], 'schema accepts --no-authorization only with --federated.'],
  [
    'explain',
    ['file.graphql', '--id', 'abc'],
    'explain has no option --id; its options are --variables and --operation.',
  ],
  [
    'doctor',
    ['--sample', '3'],
    'doctor has no option --sample; its options are --workspace, --json, --watch and --id.',
  ],
  ['doctor', ['--id', 'abc', '--watch'], 'doctor doesn’t accept --id and --watch together.'],
  [
    'archive',
    ['sync', '--json'],
    'archive sync has no option --json; its options are --workspace and --since.',
  ],
  [
    'archive',
    ['status', '--watch'],
    'archive status has no option --watch; its options are --workspace and --json.',
  ],
])('switchboard %s %j is rejected', async (command, operands, complaint) => {
  const given = command === '' ? operands : [command, ...operands];
  expect(await run(given)).toEqual({ code: 2, output: '', complaint: `${complaint}\n` });
});

test.each([
  ['-w', 'Unknown option “-w”.'],
  ['--wach', 'Unknown option “--wach” (did you mean `--watch`?).'],
])('the unknown option %s is rejected, with a suggestion if one is close', async (option, start) => {
  const { code, output, complaint } = await run(['doctor', option]);
  expect([code, output]).toEqual([2, '']);
  expect(complaint).toMatch(new RegExp(`^${start.replace(/[().?]/g, '\\$&')}\n`));
});

// Red if only errors of `listen` itself are handled: the program crashes without naming the host.
test('a host that can’t be resolved is reported, and the program exits with 1', async () => {
  const environment = { HOST: 'nowhere.invalid', PORT: '0', AUTH_API_KEY_SHA256: 'ab'.repeat(32) };
  const { code, output, complaint } = await program.refusal(environment);
  expect([code, output]).toEqual([1, '']);
  expect(complaint).toMatch(/^The server can’t listen: getaddrinfo \w+ nowhere\.invalid\n$/);
});

test('an unreadable manifest is reported under the name of its variable or setting', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-manifest-'));
  const manifest = join(folder, 'none.json');
  const file = join(folder, 'settings.yaml');
  await writeFile(file, `server: { port: 0, sandbox: true }\ntrustedDocuments: { manifest: ${manifest} }`);
  const expected = 'expected the path of a readable file';
  const ends = await Promise.all([
    program.refusal({ PORT: '0', TRUSTED_DOCUMENTS_MANIFEST: manifest }),
    program.refusal({ SWITCHBOARD_CONFIG: file }),
  ]);
  expect(ends).toEqual(
    ['TRUSTED_DOCUMENTS_MANIFEST', 'trustedDocuments.manifest'].map((name) => {
      return { code: 2, output: '', complaint: `Invalid settings:\n  ${name}: ${expected}\n` };
    }),
  );
  await rm(folder, { recursive: true });
});

// Red without the check, or if it isn't the first import: Node crashes with a TypeError in some module.
test('an old Node version is rejected with the required version', async () => {
  const old = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } }); delete Promise.withResolvers;`;
  expect(await run(['serve'], ['--import', old])).toEqual({
    code: 2,
    output: '',
    complaint: 'Switchboard needs Node 22.18 or later; this is Node 20.20.2.\n',
  });
});

const NO_PROVIDER =
  'No provider is configured: set its variables, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME, or SWITCHBOARD_CONFIG.';

// Red if the program is part of CMD, which the arguments of `docker run` replace.
test('the image’s entry point runs serve, or the command passed to docker run', async () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');
  const list = (name: string): readonly string[] =>
    JSON.parse(new RegExp(`^${name} (\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]');
  const [node, main, ...others] = list('ENTRYPOINT');
  expect([node, main, others, list('CMD')]).toEqual(['node', 'dist/main.js', [], ['serve']]);
  expect(await run(['doctor'])).toEqual({ code: 2, output: '', complaint: `${NO_PROVIDER}\n` });
});

// Red if these commands require what only a publicly reachable server needs.
test.each([
  ['doctor', [], 2, NO_PROVIDER],
  ['archive', ['status'], 2, 'No archive is configured'],
  ['explain', ['schema/operations/main-query.graphql', '--variables', DAY], 0, ''],
  ['schema', ['--federated'], 0, ''],
])('in the image, %s %j starts without a key or a provider', async (command, operands, code, complaint) => {
  const image = { HOST: '0.0.0.0', NODE_ENV: 'production' };
  const ended = await run([command, ...operands], [], image);
  expect(ended.complaint).toMatch(new RegExp(`^${complaint}`));
  expect(ended.code).toBe(code);
});

// Red without --env-file-if-exists in the script.
test('npm start reads .env, and the environment takes precedence', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  const [, started = ''] = scripts.start.split(' && node ');
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-env-'));
  const end = (env: Readonly<Record<string, string>>) =>
    new Promise<string>((ended) => {
      const operands = started.replace('dist/main.js', program.main).split(' ');
      execFile(process.execPath, operands, { cwd: folder, env }, (_error, _output, complaint) =>
        ended(complaint),
      );
    });
  await writeFile(join(folder, '.env'), 'PORT=first\nCCRM_APIKEY=unknown\n');
  expect(await end({})).toMatch(/CCRM_APIKEY[^]*PORT|PORT[^]*CCRM_APIKEY/);
  const complaint = await end({ CCRM_APIKEY: '', HOST: 'not a host' });
  expect(complaint).toContain('HOST');
  expect(complaint).not.toContain('CCRM_APIKEY');
  await rm(folder, { recursive: true });
});

// Red if the level doesn't reach the log.
test.each([
  ['info', true],
  ['warn', false],
])('with LOG_LEVEL=%s, requests are logged: %s', async (level, isLogged) => {
  const server = await program.startWith({ PORT: '0', LOG_LEVEL: level });
  await fetch(`${server.url}/health/live`);
  server.signal('SIGTERM');
  expect(await server.exit).toBe(0);
  expect(server.printed().includes('"msg":"request"')).toBe(isLogged);
});

describe('the start line', () => {
  const production = {
    NODE_ENV: 'production',
    SANDBOX: 'true',
    PORT: '0',
    AUTH_API_KEY_SHA256: createHash('sha256').update('sesame').digest('hex'),
  };

  test.each([
    ['off', {}, false],
    ['on', { SERVER_PLAYGROUND: 'true' }, true],
  ])('is one line of JSON in production, and reports the playground as %s', async (_, given, playground) => {
    const server = await program.startWith({ ...production, ...given });
    const [line = '', ...others] = server
      .printed()
      .split('\n')
      .filter((text) => text.includes('listening'));
    expect(JSON.parse(line)).toMatchObject({
      msg: 'listening',
      address: server.url,
      version,
      workspaces: ['sandbox'],
      sandbox: true,
      playground,
      metrics: null,
    });
    expect(others).toEqual([]);
    expect(server.printed()).not.toContain('Playground');
  });

  test.each([
    ['', 'false'],
    ['\nPlayground: URL/', 'true'],
  ])(
    'is plain text in development, and ends with “%s” if SERVER_PLAYGROUND is %s',
    async (end, playground) => {
      const server = await program.startWith({ PORT: '0', SERVER_PLAYGROUND: playground });
      const words = server.printed().replaceAll(server.url, 'URL');
      expect(words).toContain(
        `No provider is configured; serving the sandbox with made-up data.\nSwitchboard ${version}: URL/graphql${end}\n`,
      );
      expect(words.includes('Playground')).toBe(playground === 'true');
    },
  );

  test.each([
    ['development', { PORT: '0' }],
    ['production', production],
  ])('tells the address of the metrics in %s', async (_, environment) => {
    const server = await program.startWith({ ...environment, METRICS_PORT: '0' });
    const [address = ''] = /http:[^"\s]*\/metrics/.exec(server.printed()) ?? [];
    expect(await (await fetch(address)).text()).toContain('nodejs_version_info');
  });
});

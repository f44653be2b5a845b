import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildProgram, type Program } from '../support/a-process.js';

const KEY = 'a key for everything';
const AUTH_API_KEY_SHA256 = createHash('sha256').update(KEY).digest('hex');

let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => program.kill());

// Red without missingAuthProblems in loadSettings: the program would listen and never exit.
test.each([
  ['on a public address', { HOST: '0.0.0.0' }, 'the host is not a loopback address'],
  ['in production', { NODE_ENV: 'production', SANDBOX: 'true' }, 'NODE_ENV is production'],
  [
    'with the settings of the image',
    { HOST: '0.0.0.0', NODE_ENV: 'production', SANDBOX: 'true' },
    'the host is not a loopback address',
  ],
])(
  'the program refuses to start without a key %s, and names the missing setting',
  async (_, environment, reason) => {
    expect(await program.refusal({ PORT: '0', ...environment })).toEqual({
      code: 2,
      output: '',
      complaint: `Invalid settings:\n  AUTH_API_KEY_SHA256: expected the SHA-256 of an API key, because ${reason}; without it, anyone can read and write everything\n`,
    });
  },
  20_000,
);

// Red without sandboxProblems and variableProblems: the program would serve made-up data.
test('in production, the program rejects a misnamed variable instead of serving the sandbox', async () => {
  const environment = {
    NODE_ENV: 'production',
    PORT: '0',
    AUTH_API_KEY_SHA256,
    VOICENTER_API_CODE: 'sesame',
  };
  expect(await program.refusal(environment)).toEqual({
    code: 2,
    output: '',
    complaint:
      'Invalid settings:\n' +
      '  VOICENTER_API_CODE: unknown setting (did you mean `VOICENTER_CODE`?)\n' +
      '  SANDBOX: expected true for the sandbox’s made-up data, or the variables of a provider, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME, because NODE_ENV is production\n',
  });
});

test('with a key, the image’s settings serve the sandbox only to requests with the key', async () => {
  const server = await program.startWith({
    HOST: '0.0.0.0',
    NODE_ENV: 'production',
    SANDBOX: 'true',
    PORT: '0',
    AUTH_API_KEY_SHA256,
  });
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ client { name } }' }),
    });
    return [response.status, await response.json()];
  };
  expect(await ask({})).toMatchObject([401, { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }]);
  expect(await ask({ 'x-api-key': KEY })).toEqual([200, { data: { client: { name: 'acme' } } }]);
  server.signal('SIGTERM');
  expect(await server.exit).toBe(0);
});

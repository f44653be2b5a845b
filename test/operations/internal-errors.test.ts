import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import type { ClientSource, Workspace } from '../../src/domain/sources.js';
import { createServer } from '../../src/app/create-server.js';
import { aLogger, type LogLine } from '../support/a-logger.js';
import { SERVED } from '../support/a-switchboard.js';

const CANARY = 'canary-4711';

let thrown: unknown;
let url: string;
let server: FastifyInstance;
let log: readonly LogLine[];

const fail = () => {
  throw thrown;
};
const client: ClientSource = {
  client: () => Promise.resolve().then(fail),
  updateClient: () => Promise.resolve().then(fail),
};
const workspace: Workspace = { id: 'acme', client, extensions: null, calls: null };

beforeAll(async () => {
  const { logger, lines } = aLogger();
  log = lines;
  const upstream = { attemptTimeout: 1, deadline: 1, maxBody: 1000 };
  server = await createServer({ ...SERVED, upstream }, new Map([['acme', workspace]]), logger);
  url = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());
beforeEach(() => {
  thrown = undefined;
});

const OPERATIONS = [
  ['a query', 'query Read { client { name } }', 'client'],
  [
    'a mutation',
    'mutation Write { updateClient(input: { timezone: "UTC" }) { client { name } } }',
    'updateClient',
  ],
] as const;

class PersonalError extends Error {
  override readonly name = 'PersonalError';
}

test.each(
  OPERATIONS.flatMap(([kind, query, field]) =>
    [new PersonalError(CANARY), new TypeError(CANARY), CANARY, { message: CANARY }, null].map(
      (error) => [kind, error, query, field] as const,
    ),
  ),
)('in %s, masks the error %p', async (_, error, query, field) => {
  thrown = error;
  const before = log.length;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    data: { [field]: null },
    errors: [
      {
        message: 'Internal server error',
        locations: [expect.anything()],
        path: [field],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ],
  });
  const lines = log.slice(before);
  expect(lines.filter(({ msg }) => msg === 'internal error')).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain(CANARY);
});

test('logs the class and the stack of an internal error', async () => {
  thrown = new PersonalError(CANARY);
  const before = log.length;
  await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ client { name } }' }),
  });
  const line = log.slice(before).find(({ msg }) => msg === 'internal error');
  expect(line).toMatchObject({ kind: 'PersonalError', path: ['client'] });
  expect(JSON.stringify(line?.['stack'])).toContain('internal-errors.test');
});

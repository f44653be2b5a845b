import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import { loadExtensions } from '../../../src/providers/voicenter/voicenter.provider.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import { createAnomalies } from '../../../src/upstream/anomalies.js';
import { aLogger } from '../../support/a-logger.js';
import { answerJson, startHttpServer, type TestServer } from '../../support/http-server.js';
import { documentedExample, intendedExample } from './documented-example.js';

const upstream = { attemptTimeout: 5, deadline: 8, maxBody: 100_000 };

let server: TestServer;
let http: HttpClient;
let log: ReturnType<typeof aLogger>;

beforeEach(async () => {
  server = await startHttpServer();
  log = aLogger();
  http = createHttpClient('voicenter', upstream, log.logger);
});

afterEach(async () => {
  http.close();
  await server.close();
});

function extensions(showAll = true) {
  const settings = { url: new URL('/Comet/api/GetExtensions', server.url), code: 'private-code', showAll };
  return loadExtensions('acme', settings, http, createAnomalies('voicenter', log.logger))(aScope());
}

function answer(body: unknown, status = 200) {
  server.answer((_, response) => answerJson(response, body, status));
}

function anExtension(fields: object = {}) {
  return {
    SIP: 'SIPSIP1',
    Name: 'Extension 1',
    SpeedDial: '11',
    AccountID: 12345678,
    AccountName: 'Voicenter Account',
    UserName: 'John Doe',
    UserEmail: 'john@example.com',
    ...fields,
  };
}

function aList(...records: unknown[]) {
  return { ERR: 0, DESC: 'OK', EXTENSIONS: records };
}

describe('the request', () => {
  test('is one POST with the code only in its body', async () => {
    answer(aList());
    await extensions();
    expect(server.arrived).toMatchObject([
      { method: 'POST', target: '/Comet/api/GetExtensions', body: '{"code":"private-code","showAll":1}' },
    ]);
    expect(JSON.stringify([server.arrived[0]?.headers, log.lines])).not.toContain('private-code');
  });

  test('has showAll 0 for a single account', async () => {
    answer(aList());
    await extensions(false);
    expect(server.arrived[0]?.body).toBe('{"code":"private-code","showAll":0}');
  });
});

describe('the list of extensions', () => {
  test('is decoded from the documented example once its missing comma is added', async () => {
    answer(intendedExample);
    expect(await extensions()).toEqual([
      {
        kind: 'Extension',
        workspace: 'acme',
        sip: 'SIPSIP1',
        name: 'Extension 1',
        speedDial: '11',
        account: { id: '12345678', name: 'Voicenter Account' },
        user: { name: 'John Doe', email: '[email protected]' },
      },
      {
        kind: 'Extension',
        workspace: 'acme',
        sip: 'SIPSIP2',
        name: 'Extension 2',
        speedDial: '12',
        account: { id: '12345679', name: 'Sales Department' },
        user: { name: 'Walter Melon', email: '[email protected]' },
      },
    ]);
  });

  test('is UPSTREAM_BAD_RESPONSE for the documented example verbatim, which isn’t valid JSON', async () => {
    answer(documentedExample);
    await expect(extensions()).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      provider: 'voicenter',
    });
  });

  test('keeps the leading zeros of a speed dial and every digit of an account id', async () => {
    answer(
      '{"ERR":0,"DESC":"OK","EXTENSIONS":[{"SIP":"a","SpeedDial":"007","AccountID":9223372036854775807}]}',
    );
    expect(await extensions()).toMatchObject([{ speedDial: '007', account: { id: '9223372036854775807' } }]);
  });

  // Red if a database's padding is kept: nobody finds an extension by `107   `.
  test('has identifiers without surrounding spaces', async () => {
    answer(
      aList(
        anExtension({ SIP: 'SIPSIP1 ', SpeedDial: '107   ', AccountID: ' 12345678' }),
        anExtension({ SIP: 'SIPSIP1' }),
      ),
    );
    expect(await extensions()).toMatchObject([
      { sip: 'SIPSIP1', speedDial: '107', account: { id: '12345678' } },
    ]);
  });

  test('accepts numbers instead of documented strings, and a string instead of a number', async () => {
    answer(aList(anExtension({ SIP: 1001, SpeedDial: 11, AccountID: '12345678' })));
    expect(await extensions()).toMatchObject([{ sip: '1001', speedDial: '11', account: { id: '12345678' } }]);
  });

  test.each(['', ' ', null, undefined])('has null for an empty field (%j)', async (empty) => {
    answer(
      aList(
        anExtension({ Name: empty, SpeedDial: empty, AccountName: empty, UserName: empty, UserEmail: empty }),
      ),
    );
    expect(await extensions()).toMatchObject([
      { sip: 'SIPSIP1', name: '', speedDial: null, account: { id: '12345678', name: null }, user: null },
    ]);
  });

  test('has a user with only a name or only an e-mail address', async () => {
    answer(aList(anExtension({ UserName: '' }), anExtension({ SIP: 'b', UserEmail: null })));
    expect(await extensions()).toMatchObject([
      { user: { name: null, email: 'john@example.com' } },
      { user: { name: 'John Doe', email: null } },
    ]);
  });

  test('keeps extensions with the same speed dial in different accounts', async () => {
    answer(aList(anExtension(), anExtension({ SIP: 'SIPSIP2', AccountID: 12345679 })));
    expect(await extensions()).toMatchObject([
      { speedDial: '11', account: { id: '12345678' } },
      { speedDial: '11', account: { id: '12345679' } },
    ]);
  });

  test('omits only the invalid records, and logs their number', async () => {
    answer(aList(anExtension({ SIP: '' }), null, 'SIPSIP9', [], anExtension({ SIP: 'b' })));
    expect(await extensions()).toMatchObject([{ sip: 'b' }]);
    expect(log.lines).toContainEqual(expect.objectContaining({ reason: 'no SIP', count: 4 }));
  });

  test('keeps the first of two extensions with the same SIP, and logs the duplicate', async () => {
    answer(aList(anExtension({ Name: 'first' }), anExtension({ Name: 'second' }), anExtension({ SIP: 'b' })));
    expect(await extensions()).toMatchObject([{ name: 'first' }, { sip: 'b' }]);
    expect(log.lines).toContainEqual(expect.objectContaining({ reason: 'repeated SIP', count: 1 }));
  });

  test.each([
    [[]],
    [aList()],
    [{ ERR: '0', DESC: 'OK', EXTENSIONS: [] }],
    [{ ERR: 0, DESC: 'ok.', EXTENSIONS: [] }],
    [{ ERR: 0, EXTENSIONS: [] }],
    [{ ERR: 0, DESC: 'Success', EXTENSIONS: [] }],
    [{ ERR: 0, DESC: 'Authorized', EXTENSIONS: [] }],
  ])('may be empty, which is logged as suspect: %j', async (body) => {
    answer(body);
    expect(await extensions()).toEqual([]);
    expect(log.lines).toContainEqual(expect.objectContaining({ msg: 'suspect response', total: 1 }));
  });
});

describe('a rejection', () => {
  test.each([
    { ERR: 1, DESC: 'Unauthorized', EXTENSIONS: [] },
    { ERR: '1', DESC: 'Unauthorized' },
    { ERR: 2, DESC: 'Authorization failed.' },
    { ERR: 0, DESC: 'Unauthorized', EXTENSIONS: [] },
    { ERR: 0, DESC: 'Unauthorized.', EXTENSIONS: [] },
    { ERR: 0, DESC: 'Authorization failed.', EXTENSIONS: [] },
    { ERR: 1, DESC: '' },
    { ERR: 5, DESC: 'Authorization failed.' },
    { ERROR_NUMBER: 2, ERROR_DESCRIPTION: 'Wrong code' },
    { ERROR_NUMBER: 4, ERROR_DESCRIPTION: 'Address not allowed' },
  ])('in the body of a 200 is UPSTREAM_UNAUTHORIZED: %j', async (body) => {
    answer(body);
    await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED', retryable: false });
  });

  test.each([401, 403])('with status %d is UPSTREAM_UNAUTHORIZED', async (status) => {
    answer('<html>', status);
    await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED' });
  });

  test('in the body of a 400 is also UPSTREAM_UNAUTHORIZED', async () => {
    answer({ ERR: 1, DESC: 'Unauthorized' }, 400);
    await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_UNAUTHORIZED' });
  });

  test.each([400, 404])(
    'with status %d and no error in its body is UPSTREAM_BAD_RESPONSE',
    async (status) => {
      answer(aList(), status);
      await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    },
  );
});

test.each([
  { ERR: 0, DESC: 'Internal error.', EXTENSIONS: [] },
  { ERR: 0, DESC: 'Database timeout', EXTENSIONS: {} },
  { ERR: 5, DESC: 'Database timeout' },
  { ERR: -1, DESC: 'General error', EXTENSIONS: [] },
  { ERROR_NUMBER: 3, ERROR_DESCRIPTION: 'General error' },
])('any other error in the body is UPSTREAM_BAD_RESPONSE: %j', async (body) => {
  answer(body);
  await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
});

// Red if it is classified after the request has completed: neither retry nor circuit breaker would notice it.
describe('an internal error of the provider (ERR 2)', () => {
  const internalError = { ERR: 2, DESC: 'Internal error.' };

  test('that is temporary is retried like a 5xx', async () => {
    server.answer((_, response) =>
      answerJson(response, server.arrived.length === 1 ? internalError : aList()),
    );
    expect(await extensions()).toEqual([]);
    expect(log.lines[0]).toMatchObject({ status: 200, outcome: 'UPSTREAM_UNAVAILABLE' });
  });

  test('that persists is UPSTREAM_UNAVAILABLE, and no request is sent after the tenth', async () => {
    answer(internalError);
    for (let count = 0; count < 12; count += 1) {
      await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
    }
    expect(server.arrived).toHaveLength(10);
  });
});

test.each([
  null,
  'OK',
  0,
  {},
  [anExtension()],
  { DESC: 'OK', EXTENSIONS: [] },
  { ERR: 'none', EXTENSIONS: [] },
  { ERR: 0, DESC: 'OK' },
  { ERR: 0, DESC: 'OK', EXTENSIONS: null },
  { ERR: 0, DESC: 'OK', EXTENSIONS: 'none' },
])('a response of another shape is UPSTREAM_BAD_RESPONSE, never an empty list: %j', async (body) => {
  answer(JSON.stringify(body));
  await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
});

describe('keys in another case', () => {
  const record = anExtension();
  const expected = {
    sip: 'SIPSIP1',
    speedDial: '11',
    account: { id: '12345678' },
    user: { name: 'John Doe' },
  };

  test.each<[string, (name: string) => string]>([
    ['lower case', (name) => name.toLowerCase()],
    ['upper case', (name) => name.toUpperCase()],
    ['camelCase', (name) => name.charAt(0).toLowerCase() + name.slice(1)],
    ['snake_case', (name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()],
  ])('are accepted in %s', async (_, spell) => {
    const respelled = (fields: object) =>
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [spell(name), value]));
    answer(respelled({ ...aList(), EXTENSIONS: [respelled(record)] }));
    expect(await extensions()).toMatchObject([expected]);
  });

  test('don’t override the documented spelling', async () => {
    answer(aList({ ...record, sip: 'other', speed_dial: '99' }));
    expect(await extensions()).toMatchObject([expected]);
  });
});

test('a list with extensions is accepted whatever its description says', async () => {
  answer({ ...aList(anExtension()), DESC: 'Partial content' });
  expect(await extensions()).toHaveLength(1);
});

test('a single record or a map of records is accepted instead of a list', async () => {
  answer({ ...aList(), EXTENSIONS: anExtension() });
  expect(await extensions()).toHaveLength(1);
  answer({ ...aList(), EXTENSIONS: { 3: anExtension(), 7: anExtension({ SIP: 'other' }) } });
  expect(await extensions()).toHaveLength(2);
});

test('a list with only invalid records is an error, not an empty list (guard: nothingReadable)', async () => {
  answer(aList({ Extension: 'SIPSIP1' }, null));
  await expect(extensions()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', provider: 'voicenter' });
});

test.each([
  ['SpeedDial', { number: '107' }],
  ['Name', ['Canary']],
  ['UserEmail', true],
  ['AccountID', { id: 1 }],
  ['AccountID', null],
  ['AccountID', undefined],
])(
  'an invalid %s is logged without its content, and the extension is kept (guard: fieldReader)',
  async (field, value) => {
    answer(aList(anExtension({ [field]: value })));
    expect(await extensions()).toHaveLength(1);
    expect(log.lines).toContainEqual(expect.objectContaining({ msg: 'unknown value', field }));
    expect(JSON.stringify(log.lines)).not.toContain('Canary');
  },
);

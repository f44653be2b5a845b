import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { anExtension } from '../support/builders.js';

const HEAD = anExtension({ SIP: 'head', AccountID: 20260001 });
const BRANCH = anExtension({ SIP: 'branch', AccountID: 20260003 });

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ data: { extensions: [HEAD, BRANCH] } });
});

afterAll(() => sandbox.close());

async function post(body: unknown): Promise<unknown> {
  const response = await fetch(sandbox.voicenterUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return response.json();
}

async function get(query: string): Promise<unknown> {
  return (await fetch(`${sandbox.voicenterUrl}?${query}`)).json();
}

test.each([true, 'True', 'true', '1', 1])('showAll %p lists the whole organisation', async (showAll) => {
  const code = sandbox.credentials.voicenterCode;
  expect(await post({ code, showAll })).toEqual({ ERR: 0, DESC: 'OK', EXTENSIONS: [HEAD, BRANCH] });
});

test.each([false, 'False', '0', 0, undefined])(
  'showAll %p lists the account of the code',
  async (showAll) => {
    const code = sandbox.credentials.voicenterCode;
    expect(await post({ code, showAll })).toEqual({ ERR: 0, DESC: 'OK', EXTENSIONS: [HEAD] });
  },
);

test('a sub-account lists its own extensions, and with showAll the whole organisation', async () => {
  const [, support] = sandbox.credentials.voicenterAccountCodes;
  expect(await get(`code=${support}&showAll=0`)).toMatchObject({ EXTENSIONS: [BRANCH] });
  expect(await get(`code=${support}&showAll=1`)).toMatchObject({ EXTENSIONS: [HEAD, BRANCH] });
});

test.each([{}, { code: '' }, { code: 'a b' }, { code: 12345678 }, { code: null }, []])(
  'a missing or malformed code in %j is rejected with status 200',
  async (body) => {
    expect(await post(body)).toEqual({ ERR: 1, DESC: 'Unauthorized', EXTENSIONS: [] });
  },
);

test('a well-formed code without an account returns an empty list', async () => {
  expect(await get('code=XXXXXXXXXXXXXXX&showAll=1')).toEqual({ ERR: 0, DESC: 'OK', EXTENSIONS: [] });
});

test('a well-formed code without an account returns [] if emptyRoot is set', async () => {
  sandbox.behaviour.emptyRoot = true;
  expect(await post({ code: 'XXXXXXXXXXXXXXX' })).toEqual([]);
  sandbox.behaviour.emptyRoot = false;
});

test('a code in a form body is ignored', async () => {
  const body = new URLSearchParams({ code: sandbox.credentials.voicenterCode });
  const response = await fetch(sandbox.voicenterUrl, { method: 'POST', body });
  expect(await response.json()).toMatchObject({ ERR: 1 });
});

test('other methods return 405', async () => {
  expect((await fetch(sandbox.voicenterUrl, { method: 'PUT' })).status).toBe(405);
});

// Red if a property of every object is taken for an account.
test.each(['toString', 'constructor', 'hasOwnProperty'])('the code %s has no account', async (code) => {
  expect(await post({ code, showAll: true })).toEqual({ ERR: 0, DESC: 'OK', EXTENSIONS: [] });
});

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aCall } from '../support/builders.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ data: { calls: [aCall()] } });
});

afterEach(() => sandbox.close());

async function notes(): Promise<Response> {
  const headers = { authorization: `Bearer ${sandbox.credentials.ccrmToken}` };
  return fetch(`${sandbox.ccrmUrl}/notes?callHistory=${aCall().uuid}`, { headers });
}

const patch = (body: unknown): Promise<Response> =>
  fetch(`${sandbox.url}/sandbox/behaviour`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('the front page shows the addresses and credentials', async () => {
  const text = await (await fetch(sandbox.url)).text();
  for (const told of [sandbox.voicenterUrl, sandbox.ringmeUrl, sandbox.ringmeTokenUrl, sandbox.ccrmUrl]) {
    expect(text).toContain(told);
  }
  expect(text).toContain(`CCRM_TOKEN=${sandbox.credentials.ccrmToken}`);
});

test('settings can be changed and read over HTTP', async () => {
  const response = await patch({ pageSize: 10, faults: [{ route: 'notes', times: 1, status: 503 }] });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ pageSize: 10, bounds: 'inclusive' });
  expect(await (await fetch(`${sandbox.url}/sandbox/behaviour`)).json()).toMatchObject({ pageSize: 10 });
  expect((await notes()).status).toBe(503);
  expect((await notes()).status).toBe(200);
});

test.each([
  { pagesize: 10 },
  { pageSize: 0 },
  { latencyMs: { nootes: 5 } },
  { latencyMs: { notes: -5 } },
  { faults: [{ route: 'notes' }] },
  { faults: [{ status: 503, hang: true }] },
  { faults: [{ status: 99 }] },
  { bounds: 'open' },
  { tokenLifetime: '1' },
  [],
])('the settings %j are rejected and change nothing', async (body) => {
  expect((await patch(body)).status).toBe(400);
  expect(sandbox.behaviour).toMatchObject({
    pageSize: 1000,
    latencyMs: {},
    faults: [],
    bounds: 'inclusive',
  });
});

test('received requests can be read and cleared over HTTP', async () => {
  await notes();
  expect(await (await fetch(`${sandbox.url}/sandbox/requests`)).json()).toMatchObject([{ route: 'notes' }]);
  await fetch(`${sandbox.url}/sandbox/requests`, { method: 'DELETE' });
  expect(sandbox.requests).toEqual([]);
});

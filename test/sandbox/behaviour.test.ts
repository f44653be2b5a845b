import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxFault } from '../../src/sandbox/behaviour.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aCall } from '../support/builders.js';

const { uuid: CALL } = aCall();

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ data: { calls: [aCall()] } });
});

afterEach(() => sandbox.close());

async function notes(query = `callHistory=${CALL}`, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${sandbox.credentials.ccrmToken}` };
  return fetch(`${sandbox.ccrmUrl}/notes?${query}`, { headers, redirect: 'manual', ...init });
}

describe('faults', () => {
  test('return a status with body and headers the given number of times, then the normal response', async () => {
    const body = { success: false, message: 'Request limit has been exceeded' };
    sandbox.behaviour.faults = [
      { route: 'notes', times: 2, status: 403, body, headers: { 'retry-after': '1' } },
    ];
    const first = await notes();
    expect(first.status).toBe(403);
    expect(first.headers.get('retry-after')).toBe('1');
    expect(await first.json()).toEqual(body);
    expect((await notes()).status).toBe(403);
    expect((await notes()).status).toBe(200);
  });

  test('affect only matching requests, after the skipped ones', async () => {
    sandbox.behaviour.faults = [
      { provider: 'ringme', status: 500 },
      { route: 'notes', query: { callHistory: CALL }, skip: 1, status: 503 },
    ];
    expect((await notes()).status).toBe(200);
    expect((await notes('callHistory=00000000-0000-4000-8000-000000000000')).status).toBe(200);
    expect((await notes()).status).toBe(503);
  });

  test.each<[string, SandboxFault]>([
    ['reset', { reset: true }],
    ['truncate', { truncate: true }],
  ])('with %s fail the request, which is recorded as aborted', async (_, fault) => {
    sandbox.behaviour.faults = [fault];
    await expect(notes().then((response) => response.text())).rejects.toThrow();
    expect(sandbox.requests).toMatchObject([{ route: 'notes', outcome: 'aborted' }]);
  });

  test.each<[string, SandboxFault]>([
    ['hang', { hang: true }],
    ['stall', { stall: true }],
  ])('with %s never send a complete response, and end when the sandbox closes', async (_, fault) => {
    sandbox.behaviour.faults = [fault];
    const ended = notes().then((response) => response.text());
    const failure = expect(ended).rejects.toThrow();
    while (sandbox.requests.length === 0) await new Promise(setImmediate);
    expect(sandbox.requests).toMatchObject([{ outcome: 'open' }]);
    await sandbox.close();
    await failure;
  });

  test('send a raw body byte for byte', async () => {
    sandbox.behaviour.faults = [{ rawBody: Buffer.from('{"success":'), contentType: 'text/html' }];
    const response = await notes();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toBe('{"success":');
  });

  test('redirect to the given location', async () => {
    sandbox.behaviour.faults = [{ redirect: 'http://127.0.0.1:1/elsewhere' }];
    const response = await notes();
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('http://127.0.0.1:1/elsewhere');
  });
});

describe('the request log', () => {
  test('records a request as it arrived', async () => {
    await notes(`callHistory=${CALL}&x=a%20b`);
    expect(sandbox.requests).toMatchObject([
      {
        provider: 'ccrm',
        route: 'notes',
        method: 'GET',
        path: `/ccrm/publicApi/notes?callHistory=${CALL}&x=a%20b`,
        query: { callHistory: CALL, x: 'a b' },
        headers: { authorization: 'Bearer sandbox-ccrm-token' },
        body: null,
        outcome: 'answered',
      },
    ]);
    sandbox.clearRequests();
    expect(sandbox.requests).toEqual([]);
  });

  test("records a path that a provider doesn't have as unknown", async () => {
    expect((await fetch(`${sandbox.ccrmUrl}/contacts`)).status).toBe(404);
    expect(sandbox.requests).toMatchObject([{ provider: 'ccrm', route: 'unknown' }]);
  });

  test('reports the peak number of concurrent requests', async () => {
    sandbox.behaviour.latencyMs = { notes: 50 };
    await Promise.all([notes(), notes(), notes()].map(async (response) => (await response).text()));
    expect(sandbox.inFlightPeak('notes')).toBe(3);
    expect(sandbox.inFlightPeak('callHistory')).toBe(0);
    sandbox.resetPeaks();
    await (await notes()).text();
    expect(sandbox.inFlightPeak('notes')).toBe(1);
  });
});

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startUpstream, type Upstream } from '../support/an-upstream.js';
import { answerJson, startHttpServer } from '../support/http-server.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { aClient, anExtension } from '../support/builders.js';

const MIB = 1024 ** 2;

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream({ maxBody: 16 * MIB, attemptTimeout: 90, deadline: 100 });
});

afterEach(() => upstream.close());

const refusal = { status: 'rejected', reason: expect.objectContaining({ code: 'UPSTREAM_BAD_RESPONSE' }) };
const send = () => upstream.http.send(upstream.request());

/** Not quite endless, so that a test fails soon if nothing cuts it off. */
function endless(response: ServerResponse, compressed: boolean): void {
  const block = Buffer.alloc(65_536, '[');
  let left = (128 * MIB) / block.length;
  const blocks = new Readable({
    read() {
      left -= 1;
      this.push(left < 0 ? null : block);
    },
  });
  const end = () => blocks.destroy();
  response.on('close', end).on('error', end);
  if (compressed) blocks.pipe(createGzip()).pipe(response.setHeader('content-encoding', 'gzip'));
  else blocks.pipe(response);
}

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

function collectGarbage(type: 'minor' | 'major'): void {
  if (typeof collect !== 'function') throw new TypeError('The garbage can’t be collected.');
  Reflect.apply(collect, undefined, [{ type }]);
}

/** The resident bytes of the process without young garbage, of which V8 may accumulate some 64 MiB. */
function residentBytes(): number {
  collectGarbage('minor');
  return process.memoryUsage().rss;
}

/** The bytes of all reachable objects. */
function liveBytes(): number {
  collectGarbage('major');
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The largest number of resident bytes while `work` runs. */
async function peakDuring(work: () => Promise<void>): Promise<number> {
  collectGarbage('major');
  await setImmediate();
  let peak = residentBytes();
  const watch = setInterval(() => (peak = Math.max(peak, residentBytes())), 5);
  await work();
  clearInterval(watch);
  // The watcher misses memory that a parser took within one turn.
  return Math.max(peak, residentBytes());
}

/** The increase in bytes while `work` runs. Tried again if it's too much: V8 keeps some 30 MiB of garbage at times. */
async function riseDuring(work: () => Promise<void>): Promise<number> {
  const before = residentBytes();
  let peak = Infinity;
  for (let attempt = 0; attempt < 3 && peak - before >= 64 * MIB; attempt += 1) {
    peak = Math.min(peak, await peakDuring(work));
  }
  return peak - before;
}

// Red if the size isn't counted as the body arrives, or is counted before it is decompressed.
describe('an endless body', () => {
  test.each([
    ['plain', false],
    ['compressed', true],
  ])('(%s) is cut off and takes at most 64 MiB', async (_, compressed) => {
    upstream.server.answer((__, response) => endless(response, compressed));
    await send().catch(() => undefined);
    const rise = await riseDuring(async () => {
      await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    });
    expect(rise).toBeLessThan(64 * MIB);
  });
});

// Red if each body has 16 MiB of its own.
describe('sixteen concurrent bodies', () => {
  const bomb = gzipSync(Buffer.alloc(17 * MIB, '['));
  const deep = Buffer.alloc(16 * MIB, '[');

  test.each<[string, (response: ServerResponse) => void]>([
    ['that are endless', (response) => endless(response, false)],
    [
      'that are small until they are decompressed',
      (response) => response.setHeader('content-encoding', 'gzip').end(bomb),
    ],
    ['that are nested 16 million levels deep', (response) => response.end(deep)],
  ])('%s take at most 64 MiB together', async (_, answer) => {
    upstream.server.answer((__, response) => answer(response));
    await send().catch(() => undefined);
    const rise = await riseDuring(async () => {
      const answers = await Promise.allSettled(Array.from({ length: 16 }, send));
      expect(answers).toEqual(Array.from({ length: 16 }, () => refusal));
    });
    expect(rise).toBeLessThan(64 * MIB);
  });
});

// Red if the chunks of a body are kept: each takes some 200 bytes.
test('a body in 20,000 chunks of one byte each takes at most 2 MiB', async () => {
  upstream.server.answer((_, response) => answerJson(response, {}));
  await send();
  collectGarbage('major');
  await setImmediate();
  const before = liveBytes();
  let rise = Infinity;
  const trickle = async (response: ServerResponse) => {
    response.setHeader('content-type', 'application/json').write('{}');
    for (let sent = 0; sent < 20_000; sent += 1) {
      response.write(' ');
      await setImmediate();
    }
    rise = liveBytes() - before;
    response.end();
  };
  upstream.server.answer((_, response) => void trickle(response));
  expect((await send()).body).toEqual({});
  expect(rise).toBeLessThan(2 * MIB);
});

// Red without the count of values: 508 MiB for the objects, and nothing is rejected. Measured with it: 39 MiB.
test.each(['{}', '[]'])(
  'rejects a body of just under 16 MiB with five million %s, and takes at most 64 MiB',
  async (value) => {
    const body = `[${`${value},`.repeat(5_000_000)}${value}]`;
    upstream.server.answer((_, response) => endless(response, false));
    await send().catch(() => undefined);
    upstream.server.answer((_, response) => answerJson(response, body));
    const rise = await riseDuring(async () => {
      const [answer] = await Promise.allSettled([send()]);
      expect(answer).toEqual(refusal);
    });
    expect(rise).toBeLessThan(64 * MIB);
  },
);

// Red without the limit of wide characters: 71 to 80 MiB, because each character takes two bytes, twice.
test.each([
  ['one string', 1],
  ['strings of 1 KiB', 16 * 1024],
])('rejects a body of just under 16 MiB of Polish in %s, and takes at most 64 MiB', async (_, count) => {
  const text = `"${'a'.repeat((16 * MIB) / count - 16)}ł"`;
  const body = Buffer.from(`[${Array.from({ length: count }, () => text).join()}]`);
  upstream.server.answer((__, response) => endless(response, false));
  await send().catch(() => undefined);
  upstream.server.answer((__, response) => response.end(body));
  const rise = await riseDuring(async () => {
    const [answer] = await Promise.allSettled([send()]);
    expect(answer).toEqual(refusal);
  });
  expect(rise).toBeLessThan(64 * MIB);
});

test.each([
  ['Latin-1', `["${'é'.repeat(8 * MIB - 4)}"]`],
  ['Hebrew', `["${'א'.repeat(8 * MIB - 4)}"]`],
])('reads a body of just under 16 MiB of %s, and takes at most 64 MiB', async (_, text) => {
  const body = Buffer.from(text);
  const json: unknown = JSON.parse(text);
  upstream.server.answer((__, response) => endless(response, false));
  await send().catch(() => undefined);
  upstream.server.answer((__, response) => response.end(body));
  const rise = await riseDuring(async () => {
    expect((await send()).body).toEqual(json);
  });
  expect(rise).toBeLessThan(64 * MIB);
});

// Red without the check of the content type, or of the depth.
describe('a 2xx response with', () => {
  test.each([
    ['an HTML page', 'text/html', '<!doctype html><title>private</title>'],
    ['an HTML page labelled as JSON', 'application/json', '<!doctype html><title>private</title>'],
    ['JSON labelled as an image', 'image/png', '{"private":1}'],
    ['JSON labelled as a file', 'application/octet-stream', '{"private":1}'],
    ['JSON nested 100,000 levels deep', 'application/json', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects nested 300 levels deep', 'application/json', '{"a":'.repeat(300) + '1' + '}'.repeat(300)],
  ])('%s is UPSTREAM_BAD_RESPONSE, and its body is not revealed', async (_, type, body) => {
    upstream.server.answer((__, response) => response.writeHead(200, { 'content-type': type }).end(body));
    const error: unknown = await send().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(`${String(error)} ${JSON.stringify(error)} ${JSON.stringify(upstream.lines)}`).not.toContain(
      'private',
    );
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'application/problem+json', 'text/json'])(
    'the JSON content type %s is accepted',
    async (type) => {
      upstream.server.answer((_, response) => response.writeHead(200, { 'content-type': type }).end('{}'));
      await expect(send()).resolves.toMatchObject({ body: {} });
    },
  );
});

// Red if a decoder copies a payload by assignment.
test('a payload with __proto__ and constructor pollutes no prototype', async () => {
  const poison = '"__proto__":{"polluted":true,"name":"x"},"constructor":{"prototype":{"polluted":true}}';
  const client = JSON.stringify(aClient()).replace('{', `{${poison},`);
  const extensions = `{"ERR":0,"DESC":"OK","EXTENSIONS":[${JSON.stringify(anExtension()).replace('{', `{${poison},`)}]}`;
  await using board = await startSwitchboard({ sandbox: { data: { calls: [], client: aClient() } } });
  board.sandbox.behaviour.faults = [
    { route: 'client', rawBody: client },
    { route: 'GetExtensions', rawBody: extensions },
  ];
  const { data, errors } = await board.query('{ client { name } extensions { nodes { name } } }');
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ client: { name: 'ringme_test' } });
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

// Red if a redirect is followed.
test.each([301, 302, 303, 307, 308])(
  'does not follow a redirect (%d) to another host, and sends no credentials there',
  async (status) => {
    const other = await startHttpServer();
    upstream.server.answer((_, response) => {
      response.writeHead(status, { location: new URL('/callHistory', other.url).href }).end();
    });
    const request = upstream.request({ headers: { authorization: 'Bearer private' } });
    await expect(upstream.http.send(request)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    expect(other.connections).toBe(0);
    expect(upstream.server.arrived).toHaveLength(1);
    await other.close();
  },
);

test('does not retry a response that exceeds a size limit', async () => {
  upstream.server.answer((_, response) => answerJson(response, `"${'a'.repeat(16 * MIB)}"`));
  await send().catch(() => undefined);
  expect(upstream.server.arrived).toHaveLength(1);
});

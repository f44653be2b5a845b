import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import { createHttpClient, type HttpClient } from '../../../src/upstream/http/http-client.js';
import { aLogger } from '../../support/a-logger.js';
import { answerJson, startHttpServer, type TestServer } from '../../support/http-server.js';

const maxBody = 1_000_000;

const LENGTHS: [string, boolean][] = [
  ['with a Content-Length', true],
  ['without a Content-Length', false],
];

let server: TestServer;
let clients: HttpClient[];

beforeEach(async () => {
  server = await startHttpServer();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await server.close();
});

function send(attemptTimeout: number) {
  const http = createHttpClient('ringme', { attemptTimeout, deadline: 60, maxBody }, aLogger().logger);
  clients.push(http);
  return http.send({ route: 'client', method: 'GET', url: server.url, scope: aScope() });
}

// Red without the attempt's timer.
describe('the attempt timeout', () => {
  test('ends an attempt that gets no response', async () => {
    server.answer(() => undefined);
    await expect(send(0.1)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', retryable: true });
  });

  test('ends an attempt whose body arrives byte by byte', async () => {
    server.answer((_, response) => {
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    });
    await expect(send(0.1)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  test('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const requests = 20;
    for (let index = 0; index < requests; index += 1) await send(60);
    // The connections and the test itself have some timers of their own.
    expect(timers()).toBeLessThan(before + requests / 2);
  });
});

// Red if bytes aren't counted, or are counted before decompression.
describe('the body size limit', () => {
  test('accepts a body of exactly that size', async () => {
    server.answer((_, response) => answerJson(response, `"${'a'.repeat(maxBody - 2)}"`));
    await expect(send(5)).resolves.toMatchObject({ status: 200 });
  });

  test('rejects a body that is one byte longer', async () => {
    server.answer((_, response) => answerJson(response, `"${'a'.repeat(maxBody - 1)}"`));
    await expect(send(5)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test.each(LENGTHS)('counts the decompressed bytes of a body %s', async (_, isStated) => {
    server.answer((__, response) => {
      answerCompressed(response, gzipSync(`"${'a'.repeat(2 * maxBody)}"`), isStated);
    });
    await expect(send(5)).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'The provider’s response is too large.',
    });
  });

  test.each([
    ['a body', false],
    ['a compressed body', true],
  ])('cuts off %s that never ends while it arrives', async (_, compressed) => {
    const cutOff = new Promise<void>((resolve) => {
      server.answer((__, response) => {
        response.on('close', resolve);
        sendEndlessly(response, compressed);
      });
    });
    await expect(send(5)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    await cutOff;
  });

  test('applies to the body of a 4xx response', async () => {
    server.answer((_, response) => answerJson(response, 'a'.repeat(maxBody + 1), 404));
    await expect(send(5)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });
});

describe('a body that is cut off', () => {
  test('before its Content-Length is UPSTREAM_BAD_RESPONSE', async () => {
    server.answer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":1}', () => response.destroy());
    });
    await expect(send(5)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('between two chunks is UPSTREAM_BAD_RESPONSE', async () => {
    server.answer((_, response) => {
      response.write('{"a":1}', () => response.destroy());
    });
    await expect(send(5)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  describe.each(LENGTHS)('%s', (_, isStated) => {
    test.each([1, 10, 30])(
      '%d bytes before the end of its gzip stream is UPSTREAM_BAD_RESPONSE',
      async (missing) => {
        const body = gzipSync('{"name":"ringme_test"}').subarray(0, -missing);
        server.answer((__, response) => {
          answerCompressed(response, body, isStated);
        });
        await expect(send(5)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
      },
    );

    test('by a decompression error, because it isn’t gzip, is UPSTREAM_BAD_RESPONSE', async () => {
      server.answer((__, response) => {
        answerCompressed(response, '{"a":1}', isStated);
      });
      await expect(send(5)).rejects.toMatchObject({
        code: 'UPSTREAM_BAD_RESPONSE',
        message: 'The provider’s response was cut off.',
      });
    });
  });
});

/** A short body that states its length is decompressed at once, others as they arrive. */
function answerCompressed(response: ServerResponse, body: Buffer | string, isStated: boolean): void {
  response.setHeader('content-encoding', 'gzip');
  if (!isStated) response.flushHeaders();
  response.end(body);
}

function sendEndlessly(response: ServerResponse, compressed: boolean): void {
  const block = Buffer.alloc(65_536, ' ');
  let left = 500;
  const blocks = new Readable({
    read() {
      left -= 1;
      if (left > 0) this.push(block);
      else response.destroy();
    },
  });
  const end = () => blocks.destroy();
  response.on('close', end).on('error', end);
  if (compressed) blocks.pipe(createGzip()).pipe(response.setHeader('content-encoding', 'gzip'));
  else blocks.pipe(response);
}

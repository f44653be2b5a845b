import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { FetchImplementation } from 'jose';
import type { ProxySettings } from '../config/settings.js';
import { createAgents } from '../upstream/http/agents.js';

/** In bytes; a key set has a few thousand. */
const MAX_BODY = 1024 ** 2;

/** Fetches key sets over separate connections, through a proxy if one applies to the address; follows no redirects. */
export function createKeyFetcher(proxy: ProxySettings | undefined): FetchImplementation {
  const agents = createAgents({ keepAlive: false }, proxy);
  return (address, { headers, method, signal }) => {
    const url = new URL(address);
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise<Response>((resolve, reject) => {
      const fail = (error: Error) => {
        const reason: unknown = signal.reason;
        reject(reason instanceof Error ? reason : error);
      };
      const options = { agent: agents.agentFor(url), method, headers: Object.fromEntries(headers), signal };
      const request = send(url, options, (response) => {
        textOf(response).then((text) => {
          resolve(new Response(text, { status: response.statusCode ?? 500 }));
        }, fail);
      });
      request.on('error', fail).end();
    });
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const incoming: AsyncIterable<Buffer> = response;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > MAX_BODY) throw new Error('The key set is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

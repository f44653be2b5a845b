import { Agent, request } from 'node:http';
import { API_KEY } from './api-key.ts';
import type { Question } from './question.ts';
import { fieldsOf } from './values.ts';

/**
 * Sends a query on one connection; resolves to the milliseconds until the whole response has arrived. Rejects if it has
 * errors.
 */
export type Asker = (question: Question) => Promise<number>;

export function createAsker(url: string): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (question) => {
    const body = JSON.stringify(question);
    const started = performance.now();
    const text = await send(url, agent, body);
    const milliseconds = performance.now() - started;
    const { data, errors } = fieldsOf(JSON.parse(text));
    if (errors !== undefined || data === undefined || data === null)
      throw new Error(`${url} answered ${text}`);
    return milliseconds;
  };
}

function send(url: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': API_KEY };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve(text);
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

import { Agent, request } from 'node:http';
import type { Question } from '../harness/question.ts';
import type { Company } from './companies.ts';
import { count, type Tally } from './tally.ts';

/** The front ends of all companies, which ask over kept connections. */
export interface FrontEnds extends Disposable {
  /** Asks a replica, and counts what comes of it. Never rejects. */
  ask(url: string, company: Company, question: Question, tally: Tally): Promise<void>;
  /** Subscribes at a replica until all is disposed. */
  subscribe(url: string, company: Company, query: string): void;
  /** Events that subscriptions have brought, and subscriptions that have ended. */
  readonly events: () => { readonly arrived: number; readonly ended: number };
}

const LONGEST_MS = 30_000;

export function openFrontEnds(): FrontEnds {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const streams = new Agent();
  const counts = { arrived: 0, ended: 0 };
  const send = (url: string, { apiKey }: Company, accept: string, by: Agent, timeout?: number) => {
    const headers = { 'content-type': 'application/json', accept, 'x-api-key': apiKey };
    return request(url, { method: 'POST', agent: by, headers, ...(timeout && { timeout }) });
  };
  return {
    ask(url, company, question, tally) {
      const started = performance.now();
      return new Promise((resolve) => {
        const end = (status: number, text: string) => {
          count(tally, status, text, performance.now() - started);
          resolve();
        };
        const sent = send(url, company, 'application/json', agent, LONGEST_MS);
        sent.on('response', (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            end(response.statusCode ?? 0, text);
          });
        });
        sent.on('timeout', () => sent.destroy());
        sent.on('error', () => {
          end(0, '{"errors":[{"extensions":{"code":"NO_ANSWER"}}]}');
        });
        sent.end(JSON.stringify(question));
      });
    },
    subscribe(url, company, query) {
      const sent = send(url, company, 'text/event-stream', streams);
      sent.on('response', (response) => {
        response.setEncoding('utf8');
        response.on('data', (text: string) => (counts.arrived += text.split('event: next').length - 1));
        response.on('close', () => (counts.ended += 1));
      });
      sent.on('error', () => undefined);
      sent.end(JSON.stringify({ query }));
    },
    events: () => ({ ...counts }),
    [Symbol.dispose]() {
      agent.destroy();
      streams.destroy();
    },
  };
}

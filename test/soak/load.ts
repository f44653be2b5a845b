import type { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { exchange } from './exchange.ts';
import type { Question } from './questions.ts';
import type { Tally } from './tally.ts';

export interface LoadOptions {
  readonly url: string;
  readonly agent: Agent;
  readonly seconds: number;
  /** Queries per second, whether or not earlier ones have been answered. */
  readonly rate: number;
  /** The maximum number of concurrent queries, beyond which queries are skipped. */
  readonly open: number;
  readonly question: () => Question;
  readonly tally: Tally;
}

const TICK = 20;

/** Sends queries at an even rate for some seconds; resolves once the last one has been answered. */
export async function load({ url, agent, seconds, rate, open, question, tally }: LoadOptions): Promise<void> {
  const started = performance.now();
  const underway = new Set<Promise<void>>();

  async function ask({ sent, answered }: Question): Promise<void> {
    const received = await exchange(url, agent, sent);
    tally.add(received);
    answered?.(received.answer);
  }

  let asked = 0;
  for (let passed = 0; passed < seconds * 1000; passed = performance.now() - started) {
    for (; asked < (passed * rate) / 1000; asked += 1) {
      const next = question();
      if (underway.size >= open) {
        tally.leaveOut();
        continue;
      }
      const asking = ask(next).finally(() => underway.delete(asking));
      underway.add(asking);
    }
    await wait(TICK);
  }
  await Promise.all(underway);
}

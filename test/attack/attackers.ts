/*
 * The attackers, in a separate process. The parent sends them the target, the kinds and the duration, and they report
 * the outcomes at the end.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { ATTACKS } from './kinds.ts';
import type { Outcomes, Target } from './target.ts';

/** The message from the parent. */
export interface Order {
  readonly target: Target;
  /** Names of ATTACKS. */
  readonly kinds: readonly string[];
  readonly seconds: number;
}

/** The time for requests in flight at the end. */
const LAST_SECONDS = 5;

process.once('message', (order: Order) => void attack(order));
process.once('disconnect', () => process.exit());

async function attack({ target, kinds, seconds }: Order): Promise<void> {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  setTimeout(() => {
    end.abort();
  }, seconds * 1000);
  const told = new Map<string, Outcomes>(kinds.map((kind) => [kind, new Map()]));
  const attacks = [...told].map(async ([kind, outcomes]) => {
    const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    await ATTACKS[kind]?.(target, end.signal, count);
  });
  await Promise.race([Promise.all(attacks), pause((seconds + LAST_SECONDS) * 1000)]);
  process.send?.(Object.fromEntries([...told].map(([kind, counts]) => [kind, Object.fromEntries(counts)])));
}

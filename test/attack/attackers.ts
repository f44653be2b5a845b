/*
 * The attackers, in a process of their own: are told by their parent whom to attack, in which ways and for how long,
 * and tell it at the end what they got.
 */
import { setMaxListeners } from 'node:events';
import { ATTACKS } from './kinds.ts';
import type { Outcomes, Target } from './target.ts';

/** What the parent sends. */
export interface Order {
  readonly target: Target;
  /** Names of ATTACKS. */
  readonly kinds: readonly string[];
  readonly seconds: number;
}

process.once('message', (order: Order) => void attack(order));
process.once('disconnect', () => process.exit());

async function attack({ target, kinds, seconds }: Order): Promise<void> {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  setTimeout(() => {
    end.abort();
  }, seconds * 1000);
  const told = await Promise.all(
    kinds.map(async (kind) => {
      const outcomes: Outcomes = new Map();
      const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      await ATTACKS[kind]?.(target, end.signal, count);
      return [kind, Object.fromEntries(outcomes)] as const;
    }),
  );
  process.send?.(Object.fromEntries(told));
}

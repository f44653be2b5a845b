import type { FaultEffect } from '../../../src/sandbox/behaviour.js';
import { aCompany, DAY } from '../../support/a-company.js';
import {
  type GraphQLAnswer,
  startSwitchboard,
  type Switchboard,
  type SwitchboardOptions,
} from '../../support/a-switchboard.js';
import { aClock, type Clock } from '../../support/a-clock.js';

export const TTL = { extensions: 60, client: 60, notes: 30, recentCalls: 5, closedCalls: 600 };
export const MAX_STALE = 3600;
export const CALLS = 'calls(from: $from, to: $to) { totalCount pageInfo { hasNextPage } nodes { uuid } }';

/** The fields that each provider's data is queried through. */
export const FIELDS = {
  voicenter: 'extensions { totalCount nodes { sip name } }',
  ringme: 'client { clientId name timezone }',
  ccrm: CALLS,
} as const;

export type Provider = keyof typeof FIELDS;

const TYPES = { voicenter: 'Extension', ringme: 'Client', ccrm: 'Call' } as const;
export const PROVIDERS: readonly Provider[] = ['voicenter', 'ringme', 'ccrm'];

type Answer = GraphQLAnswer<Readonly<Record<string, unknown>>>;

/** A Switchboard that serves stale data, with a stopped clock. */
export interface ForgivingBoard extends AsyncDisposable {
  readonly clock: Clock;
  readonly board: Switchboard;
  readonly ask: (fields: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** Makes every request fail from now on, or only those to one provider. */
  readonly fail: (effect: FaultEffect, provider?: Provider) => void;
}

export async function startForgivingBoard(options: SwitchboardOptions = {}): Promise<ForgivingBoard> {
  const clock = aClock('2025-03-17T10:00:00Z');
  const board = await startSwitchboard({
    sandbox: { data: aCompany([3]) },
    upstream: { attemptTimeout: 1, deadline: 3 },
    ttl: TTL,
    maxStale: MAX_STALE,
    now: clock.now,
    ...options,
  });

  return {
    clock,
    board,
    ask(fields, variables = DAY) {
      const hasVariables = fields.includes('$');
      const head = hasVariables ? 'query ($from: DateTime!, $to: DateTime!) ' : '';
      return board.query(`${head}{ ${fields} }`, hasVariables ? variables : undefined);
    },
    fail(effect, provider) {
      board.sandbox.behaviour.faults = [provider === undefined ? effect : { ...effect, provider }];
    },
    [Symbol.asyncDispose]: () => board.close(),
  };
}

/** The entry of `extensions.stale` for one provider. */
export const stale = (provider: Provider, ageSeconds: number) => ({
  provider,
  workspace: 'sandbox',
  type: TYPES[provider],
  ageSeconds,
});

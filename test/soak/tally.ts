import { fieldsOf } from '../../bench/harness/values.ts';
import type { Received } from './exchange.ts';

/** The counted results of a soak's requests. */
export interface Tally {
  readonly statuses: ReadonlyMap<string, number>;
  /** GraphQL errors by code and, if they have one, provider. */
  readonly codes: ReadonlyMap<string, number>;
  /** Responses that report stale data. */
  readonly stale: number;
  /** Operations that weren't sent, because too many were in flight. */
  readonly skipped: number;
  /** The milliseconds of every response. */
  readonly times: readonly number[];
  add(received: Received): void;
  leaveOut(): void;
}

/** The codes of docs/errors.md that the soak's requests may cause. */
export const DOCUMENTED_CODES: ReadonlySet<string> = new Set([
  'BAD_USER_INPUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_RATE_LIMITED',
  'UPSTREAM_UNAUTHORIZED',
  'UPSTREAM_BAD_RESPONSE',
  'OUTCOME_UNKNOWN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'SERVICE_UNAVAILABLE',
  'OPERATION_RESOLUTION_FAILURE',
]);

export function createTally(): Tally {
  const statuses = new Map<string, number>();
  const codes = new Map<string, number>();
  const times: number[] = [];
  let stale = 0;
  let skipped = 0;

  return {
    statuses,
    codes,
    times,
    get stale() {
      return stale;
    },
    get skipped() {
      return skipped;
    },
    leaveOut() {
      skipped += 1;
    },
    add({ status, retryAfter, answer, ms }) {
      count(statuses, status === 503 && !retryAfter ? '503 without Retry-After' : String(status));
      if (typeof status === 'number') times.push(ms);
      for (const code of errorsOf(answer)) count(codes, code);
      if (answer !== null && 'stale' in fieldsOrNone(answer['extensions'])) stale += 1;
    },
  };
}

/** Each error's code, followed by a space and its provider if it has one; empty for a response without errors. */
export function errorsOf(answer: Received['answer']): readonly string[] {
  const errors = answer?.['errors'];
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { code, provider } = fieldsOrNone(fieldsOrNone(error)['extensions']);
    return [code ?? 'NONE', provider ?? ''].map(String).join(' ').trim();
  });
}

function fieldsOrNone(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? fieldsOf(value) : {};
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

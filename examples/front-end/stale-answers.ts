import { ApolloLink, makeVar } from '@apollo/client';
import { tap } from 'rxjs';

/** The stale data that a response reports because their provider fails. */
export interface StaleData {
  readonly provider: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}

/**
 * The stale data in each operation's latest response, by the operation's name; operations with fresh data are absent.
 */
export const staleAnswers = makeVar<ReadonlyMap<string, readonly StaleData[]>>(new Map());

/** Records `extensions.stale` of every response. */
export const noteStaleAnswers = new ApolloLink((operation, forward) =>
  forward(operation).pipe(
    tap(({ extensions }) => {
      const name = operation.operationName ?? '';
      const stale = staleData(extensions?.['stale']);
      const noted = staleAnswers();
      if (stale.length === 0 && !noted.has(name)) return;
      const others = [...noted].filter(([other]) => other !== name);
      staleAnswers(new Map(stale.length === 0 ? others : [...others, [name, stale]]));
    }),
  ),
);

/** Forgets the stale data of some operations. */
export function forgetStaleAnswers(isForgotten: (operationName: string) => boolean): void {
  const noted = staleAnswers();
  const kept = [...noted].filter(([name]) => !isForgotten(name));
  if (kept.length < noted.size) staleAnswers(new Map(kept));
}

function staleData(value: unknown): readonly StaleData[] {
  const told = Array.isArray(value) ? value.filter(isTold) : [];
  return told.map(({ provider, type, ageSeconds }) => ({
    provider,
    type,
    asOf: Date.now() - ageSeconds * 1000,
  }));
}

type Told = Pick<StaleData, 'provider' | 'type'> & { readonly ageSeconds: number };

function isTold(value: unknown): value is Told {
  return (
    typeof value === 'object' &&
    value !== null &&
    'provider' in value &&
    typeof value.provider === 'string' &&
    'type' in value &&
    typeof value.type === 'string' &&
    'ageSeconds' in value &&
    typeof value.ageSeconds === 'number'
  );
}

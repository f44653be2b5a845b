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
export const staleByOperation = makeVar<ReadonlyMap<string, readonly StaleData[]>>(new Map());

/** Records `extensions.stale` of every response. */
export const noteStaleData = new ApolloLink((operation, forward) =>
  forward(operation).pipe(
    tap(({ extensions }) => {
      const name = operation.operationName ?? '';
      const stale = staleData(extensions?.['stale']);
      const noted = staleByOperation();
      if (stale.length === 0 && !noted.has(name)) return;
      const others = [...noted].filter(([other]) => other !== name);
      staleByOperation(new Map(stale.length === 0 ? others : [...others, [name, stale]]));
    }),
  ),
);

/** Forgets the stale data of some operations. */
export function forgetStaleData(isForgotten: (operationName: string) => boolean): void {
  const noted = staleByOperation();
  const kept = [...noted].filter(([name]) => !isForgotten(name));
  if (kept.length < noted.size) staleByOperation(new Map(kept));
}

function staleData(value: unknown): readonly StaleData[] {
  const reported = Array.isArray(value) ? value.filter(isReported) : [];
  return reported.map(({ provider, type, ageSeconds }) => ({
    provider,
    type,
    asOf: Date.now() - ageSeconds * 1000,
  }));
}

type Reported = Pick<StaleData, 'provider' | 'type'> & { readonly ageSeconds: number };

function isReported(value: unknown): value is Reported {
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

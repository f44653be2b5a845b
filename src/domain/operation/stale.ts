import { type Provider, UpstreamError } from '../upstream/upstream-error.js';

/** Something that was good once, given in place of an answer that the provider failed to give. */
export interface StaleAnswer {
  readonly provider: Provider;
  readonly workspace: string;
  /** The GraphQL type of what was given. */
  readonly type: 'Extension' | 'Client' | 'Call';
  /** Seconds since the provider was asked for it. */
  readonly ageSeconds: number;
}

const listeners = new WeakMap<AbortSignal, (stale: StaleAnswer) => void>();

/** Lets `listen` hear of everything stale that is given to the operation of this signal. */
export function onStaleAnswer(signal: AbortSignal, listen: (stale: StaleAnswer) => void): void {
  listeners.set(signal, listen);
}

/** Says that the operation of this signal is given something stale. */
export function reportStaleAnswer(signal: AbortSignal, stale: StaleAnswer): void {
  listeners.get(signal)?.(stale);
}

/** Whether something stale is better than this failure: not where the credentials may have been withdrawn. */
export function isOutage(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && !isRefusal(error) && error.code !== 'OUTCOME_UNKNOWN';
}

/** Whether the provider refuses the credentials: what it gave for them before is no longer to be shown. */
export function isRefusal(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === 'UPSTREAM_UNAUTHORIZED';
}

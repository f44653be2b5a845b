import type { StaleValue } from './stale.js';
import type { UpstreamUse } from './upstream-use.js';

/** An event about the data that an operation receives. */
export type OperationEvent = ReadEvent | ArchivedEvent | StaleEvent | UpstreamUse;

/** The operation read a value. */
export interface ReadEvent {
  readonly kind: 'READ';
  /** Milliseconds for which the value stays fresh; 0 or less if the next operation requests it again. */
  readonly freshMs: number;
  /** Whether a mutation can change the value, which may then be out of date at any moment. */
  readonly writable: boolean;
}

/** The operation received an archived value. */
export interface ArchivedEvent {
  readonly kind: 'ARCHIVED';
  /** When the value was requested from the provider, in milliseconds since the epoch. */
  readonly fetchedAt: number;
}

/** The operation received a stale value. */
export interface StaleEvent {
  readonly kind: 'STALE';
  readonly value: StaleValue;
}

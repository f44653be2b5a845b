/** A value that an operation read. */
export interface Read {
  /** Milliseconds for which it stays fresh; 0 or less if the next operation requests it again. */
  readonly freshMs: number;
  /** Whether a mutation can change it, so that it may be out of date at any moment. */
  readonly writable: boolean;
}

const listeners = new WeakMap<AbortSignal, (read: Read) => void>();

/** Calls `listen` for every value that the operation of this signal reads. */
export function onRead(signal: AbortSignal, listen: (read: Read) => void): void {
  listeners.set(signal, listen);
}

/** Reports a value that the operation of this signal read. */
export function reportRead(signal: AbortSignal, read: Read): void {
  listeners.get(signal)?.(read);
}

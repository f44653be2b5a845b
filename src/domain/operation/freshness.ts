/** Something that an operation was given. */
export interface Read {
  /** Milliseconds for which it stays fresh; 0 or less if the next operation asks for it anew. */
  readonly freshMs: number;
  /** Whether a mutation changes it, so that it may be out of date at any moment. */
  readonly writable: boolean;
}

const listeners = new WeakMap<AbortSignal, (read: Read) => void>();

/** Lets `listen` hear of everything that the operation of this signal reads. */
export function onRead(signal: AbortSignal, listen: (read: Read) => void): void {
  listeners.set(signal, listen);
}

/** Says what the operation of this signal was given. */
export function reportRead(signal: AbortSignal, read: Read): void {
  listeners.get(signal)?.(read);
}

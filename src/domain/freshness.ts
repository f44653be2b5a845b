const listeners = new WeakMap<AbortSignal, (freshMs: number) => void>();

/** Lets `listen` hear of everything that the operation of this signal reads, and how long it stays fresh. */
export function onRead(signal: AbortSignal, listen: (freshMs: number) => void): void {
  listeners.set(signal, listen);
}

/**
 * Says that the operation of this signal was given something that stays fresh for so many milliseconds more:
 * 0 or less where the next operation asks for it anew.
 */
export function reportRead(signal: AbortSignal, freshMs: number): void {
  listeners.get(signal)?.(freshMs);
}

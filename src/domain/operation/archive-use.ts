const listeners = new WeakMap<AbortSignal, (fetchedAt: number) => void>();

/** Calls `listen` for every archived value that the operation of this signal receives. */
export function onArchiveUse(signal: AbortSignal, listen: (fetchedAt: number) => void): void {
  listeners.set(signal, listen);
}

/**
 * Reports that the operation of this signal received an archived value. `fetchedAt`: when it was requested from the
 * provider, in milliseconds since the epoch.
 */
export function reportArchiveUse(signal: AbortSignal, fetchedAt: number): void {
  listeners.get(signal)?.(fetchedAt);
}

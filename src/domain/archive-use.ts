const listeners = new WeakMap<AbortSignal, (fetchedAt: number) => void>();

/** Lets `listen` hear of everything archived that is given to the operation of this signal. */
export function onArchiveUse(signal: AbortSignal, listen: (fetchedAt: number) => void): void {
  listeners.set(signal, listen);
}

/**
 * Says that the operation of this signal is given something archived; `fetchedAt`: when the provider was asked for it,
 * in milliseconds since the epoch.
 */
export function reportArchiveUse(signal: AbortSignal, fetchedAt: number): void {
  listeners.get(signal)?.(fetchedAt);
}

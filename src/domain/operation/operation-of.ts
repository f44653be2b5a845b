const askers = new WeakMap<AbortSignal, () => AbortSignal | undefined>();

/**
 * The signal of the operation for which something is done under `signal`: the same one, or, if several operations
 * wait for it, that of the one who has waited longest.
 */
export function operationOf(signal: AbortSignal): AbortSignal {
  const asker = askers.get(signal)?.();
  return asker === undefined ? signal : operationOf(asker);
}

/** Lets `operationOf` of this signal answer by the signal that `asker` gives whenever it is asked. */
export function setAsker(signal: AbortSignal, asker: () => AbortSignal | undefined): void {
  askers.set(signal, asker);
}

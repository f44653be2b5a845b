const askers = new WeakMap<AbortSignal, () => AbortSignal | undefined>();

/**
 * The signal of the operation that the work under `signal` is for: `signal` itself or, if operations share the work,
 * that of the operation that has waited longest.
 */
export function operationOf(signal: AbortSignal): AbortSignal {
  const asker = askers.get(signal)?.();
  return asker === undefined ? signal : operationOf(asker);
}

/** Makes `operationOf` of this signal follow the signal that `asker` returns, on every call. */
export function setAsker(signal: AbortSignal, asker: () => AbortSignal | undefined): void {
  askers.set(signal, asker);
}

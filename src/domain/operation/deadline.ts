const deadlines = new WeakMap<AbortSignal, () => number>();

/**
 * Milliseconds until this signal aborts at the latest, never less than 0; Infinity if no deadline is set.
 * An AbortSignal doesn't expose its deadline, which decides whether waiting is worthwhile.
 */
export function timeLeft(signal: AbortSignal): number {
  return signal.aborted ? 0 : Math.max(0, deadlines.get(signal)?.() ?? Infinity);
}

/** Makes `timeLeft` of this signal return the result of `left`, in milliseconds, on every call. */
export function setTimeLeft(signal: AbortSignal, left: () => number): void {
  deadlines.set(signal, left);
}

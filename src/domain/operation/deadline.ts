const deadlines = new WeakMap<AbortSignal, () => number>();

/**
 * Milliseconds until this signal will abort at the latest, never less than 0; Infinity where nobody said.
 * An AbortSignal alone can't tell, and who must wait has to know whether waiting is worth it.
 */
export function timeLeft(signal: AbortSignal): number {
  return signal.aborted ? 0 : Math.max(0, deadlines.get(signal)?.() ?? Infinity);
}

/** Lets `timeLeft` of this signal answer what `left` (milliseconds) says whenever it is asked. */
export function setTimeLeft(signal: AbortSignal, left: () => number): void {
  deadlines.set(signal, left);
}

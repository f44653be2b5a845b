const paces = new WeakMap<AbortSignal, () => Promise<void>>();

/** Makes the operation of this signal wait for `turn` before each request to a provider. */
export function setPace(signal: AbortSignal, turn: () => Promise<void>): void {
  paces.set(signal, turn);
}

/** What the operation of this signal has to wait for before a request; undefined if nothing. */
export function paceOf(signal: AbortSignal): (() => Promise<void>) | undefined {
  return paces.get(signal);
}

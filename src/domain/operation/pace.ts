const paces = new WeakMap<AbortSignal, () => Promise<void>>();

/** Makes the operation of this signal await `turn` before each request to a provider. */
export function setPace(signal: AbortSignal, turn: () => Promise<void>): void {
  paces.set(signal, turn);
}

/** The function that the operation of this signal awaits before each request; undefined if there is none. */
export function paceOf(signal: AbortSignal): (() => Promise<void>) | undefined {
  return paces.get(signal);
}

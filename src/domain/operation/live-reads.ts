const live = new WeakSet<AbortSignal>();

/** Makes the operation of this signal read live: nothing that was read before it may answer it. */
export function demandLiveReads(signal: AbortSignal): void {
  live.add(signal);
}

/**
 * Whether the operation of this signal must ask the providers itself. What it reads is cached for others; neither a
 * cached answer nor a request that began earlier may stand in, not even in an outage.
 */
export function readsLive(signal: AbortSignal): boolean {
  return live.has(signal);
}

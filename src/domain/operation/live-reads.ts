const live = new WeakSet<AbortSignal>();

/** Makes the operation of this signal read live: it uses nothing that was read before it began. */
export function demandLiveReads(signal: AbortSignal): void {
  live.add(signal);
}

/**
 * Whether the operation of this signal must send its own requests to the providers. It never uses a cached value or an
 * earlier request in flight, not even in an outage. The values that it reads are cached for other operations.
 */
export function readsLive(signal: AbortSignal): boolean {
  return live.has(signal);
}

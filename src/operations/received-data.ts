import type { OperationEvent } from '../domain/operation/operation-event.js';
import type { StaleValue } from '../domain/operation/stale.js';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';

const ROUTES = { Extension: 'getExtensions', Client: 'client', Call: 'callHistory' } as const;

/** Collects the events of an operation. */
export class ReceivedData {
  /**
   * Until when everything that it has read is fresh, in milliseconds by the server's clock; Infinity if nothing was read.
   */
  freshUntil = Infinity;
  /** Whether mutations can change any of it. */
  writable = false;
  /** In the order in which they were received. */
  readonly uses: UpstreamUse[] = [];
  /** By resource; of several values of one resource, the oldest. */
  readonly stale = new Map<string, StaleValue>();
  /** The earliest fetch of archived data, in milliseconds since the epoch; null without any. */
  archivedAt: number | null = null;

  /** `now`: the server's clock, in milliseconds. `used` is called with each use at once. */
  constructor(
    private readonly now: () => number,
    private readonly used: (use: UpstreamUse) => void,
  ) {}

  add(event: OperationEvent): void {
    switch (event.kind) {
      case 'READ':
        this.freshUntil = Math.min(this.freshUntil, this.now() + event.freshMs);
        this.writable ||= event.writable;
        break;
      case 'ARCHIVED':
        this.archivedAt = Math.min(this.archivedAt ?? Infinity, event.fetchedAt);
        break;
      case 'STALE':
        this.#addStale(event.value);
        break;
      case 'REQUEST':
      case 'CACHE_READ':
        this.#addUse(event);
    }
  }

  /** Adds each stale resource only once to `uses`. */
  #addStale(value: StaleValue): void {
    const { provider, workspace, type, ageSeconds } = value;
    const resource = `${workspace} ${type}`;
    const known = this.stale.get(resource);
    if (known === undefined) {
      this.#addUse({ kind: 'CACHE_READ', provider, workspace, route: ROUTES[type], result: 'STALE' });
    }
    if (ageSeconds >= (known?.ageSeconds ?? 0)) this.stale.set(resource, value);
  }

  #addUse(use: UpstreamUse): void {
    this.uses.push(use);
    this.used(use);
  }
}

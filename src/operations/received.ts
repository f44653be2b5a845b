import type { OperationEvent } from '../domain/operation/operation-event.js';
import type { StaleAnswer } from '../domain/operation/stale.js';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';

/** For how long everything is fresh that an operation has read so far. */
export interface Freshness {
  /** Milliseconds by the server's clock; Infinity if nothing was read yet. */
  readonly until: number;
  /** Whether a mutation changes something of it. */
  readonly writable: boolean;
}

/** When the oldest part of an answer was fetched that comes from the archive. */
export interface ArchiveReport {
  /** Milliseconds since the epoch; null if nothing of it does. */
  readonly asOf: number | null;
}

const ROUTES = { Extension: 'getExtensions', Client: 'client', Call: 'callHistory' } as const;

/** What an operation has received so far. */
export class Received {
  readonly freshness = { until: Infinity, writable: false };
  /** In the order in which they were received. */
  readonly uses: UpstreamUse[] = [];
  readonly stale: StaleAnswer[] = [];
  readonly archive: { asOf: number | null } = { asOf: null };
  readonly #staleResources = new Set<string>();

  /** `now`: the server's clock, in milliseconds. `used` is told of each use at once. */
  constructor(
    private readonly now: () => number,
    private readonly used: (use: UpstreamUse) => void,
  ) {}

  add(event: OperationEvent): void {
    const { freshness, archive } = this;
    switch (event.kind) {
      case 'READ':
        freshness.until = Math.min(freshness.until, this.now() + event.freshMs);
        freshness.writable ||= event.writable;
        break;
      case 'ARCHIVED':
        archive.asOf = Math.min(archive.asOf ?? Infinity, event.fetchedAt);
        break;
      case 'STALE':
        this.#addStale(event.answer);
        break;
      case 'REQUEST':
      case 'KEPT':
        this.#addUse(event);
    }
  }

  /** In `uses` each stale resource counts once. */
  #addStale(answer: StaleAnswer): void {
    const { provider, workspace, type } = answer;
    this.stale.push(answer);
    const resource = `${workspace} ${type}`;
    if (this.#staleResources.has(resource)) return;
    this.#staleResources.add(resource);
    this.#addUse({ kind: 'KEPT', provider, workspace, route: ROUTES[type], result: 'STALE' });
  }

  #addUse(use: UpstreamUse): void {
    this.uses.push(use);
    this.used(use);
  }
}

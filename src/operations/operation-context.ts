import type { GraphQLError } from 'graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openScope } from '../domain/operation/operation-scope.js';
import type { LimitSettings } from '../config/settings.js';
import type { Caller } from '../domain/caller.js';
import type { Workspace } from '../domain/sources.js';
import type { StaleAnswer } from '../domain/operation/stale.js';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';
import type { GraphContext } from '../graph/loading/context.js';
import type { WatchLoad } from '../graph/loading/loader.js';
import type { Estimate } from '../graph/cost/estimate.js';
import { createLoaders } from '../graph/loading/loaders.js';
import { LazyAbort } from './lazy-abort.js';
import { demandsLive } from './demands-live.js';
import { onceClosed } from './once-closed.js';
import { Received, type ArchiveReport, type Freshness } from './received.js';

export interface ServerContext extends GraphContext {
  readonly request: FastifyRequest;
  /** What the operation has been given that is stale, so far. */
  readonly stale: readonly StaleAnswer[];
  /** Whether the archive has answered any of it, so far. */
  readonly archive: ArchiveReport;
  /** Errors that were reported beside its data, so far. */
  readonly reported: readonly GraphQLError[];
  readonly freshness: Freshness;
  /** What the providers gave it, or what was kept of them, so far. */
  readonly uses: readonly UpstreamUse[];
  /** What it may cost; null before that is estimated, and if it can't be. */
  readonly plan: { estimate: Estimate | null };
}

/** Is told what an operation is given by providers, and what its loaders wait for. */
export interface OperationObserver {
  readonly used: (use: UpstreamUse) => void;
  readonly loading: WatchLoad | null;
}

const NOBODY: OperationObserver = { used: () => undefined, loading: null };

export interface OperationContextOptions {
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /** Seconds. */
  readonly deadline: number;
  readonly limits: Pick<LimitSettings, 'requests' | 'values'>;
  readonly callerOf: (request: FastifyRequest) => Caller;
  /** The server's clock, in milliseconds. */
  readonly now: () => number;
  readonly observerOf: (request: FastifyRequest) => OperationObserver;
  /** Is told of a workspace that a global id names and the caller doesn't see. */
  readonly missingWorkspace?: (id: string) => void;
}

/**
 * The context of a request's operation, the same whenever it is asked for: it aborts after the deadline, or when the
 * caller goes away.
 */
export type OpenOperation = (request: FastifyRequest, reply: FastifyReply) => ServerContext;

export function createOperationOpener(options: OperationContextOptions): OpenOperation {
  const { workspaces, deadline, limits, callerOf, now, observerOf, missingWorkspace } = options;
  const contexts = new WeakMap<FastifyRequest, ServerContext>();
  return (request, reply) => {
    const known = contexts.get(request);
    if (known !== undefined) return known;
    const { close, ...opened } = openWork({
      workspaces,
      deadline,
      limits,
      caller: callerOf(request),
      observer: observerOf(request),
      readsLive: demandsLive(request.headers),
      now,
    });
    onceClosed(reply.raw, close);
    const context = { request, ...opened, ...(missingWorkspace && { missingWorkspace }) };
    contexts.set(request, context);
    return context;
  };
}

export interface WorkOptions extends Pick<OperationContextOptions, 'workspaces' | 'deadline' | 'limits'> {
  readonly caller: Caller;
  /** Nobody if absent. */
  readonly observer?: OperationObserver;
  /** Whether nothing may come from a cache or the archive; false if absent. */
  readonly readsLive?: boolean;
  /** The clock by which it is said how long the answer is fresh, in milliseconds; one that never goes back if absent. */
  readonly now?: () => number;
}

/** What is worked on for a caller, with fresh loaders: its signal aborts after `deadline` seconds, or with `close`. */
export function openWork({
  workspaces,
  deadline,
  limits,
  caller,
  observer = NOBODY,
  readsLive = false,
  now = () => performance.now(),
}: WorkOptions): Omit<ServerContext, 'request'> & { readonly close: () => void } {
  const over = new LazyAbort();
  const timer = setTimeout(() => over.abort(), deadline * 1000);
  const close = () => {
    clearTimeout(timer);
    over.abort();
  };
  const end = performance.now() + deadline * 1000;
  const received = new Received(now, observer.used);
  const scope = openScope({
    get signal() {
      return over.signal;
    },
    readsLive,
    limits: { pages: limits.requests, values: limits.values },
    timeLeft: () => end - performance.now(),
    report: (event) => received.add(event),
  });
  const reported: GraphQLError[] = [];
  const visible = visibleTo(caller, workspaces);
  const loaders = createLoaders(visible, scope, caller, observer.loading);
  return {
    caller,
    workspaces: visible,
    scope,
    freshness: received.freshness,
    archive: received.archive,
    stale: received.stale,
    reported,
    report: (error) => void reported.push(error),
    uses: received.uses,
    plan: { estimate: null },
    loaders,
    missingWorkspace: () => undefined,
    close,
  };
}

/** To a caller another one's workspace is one that doesn't exist. */
export function visibleTo(
  caller: Caller,
  all: ReadonlyMap<string, Workspace>,
): ReadonlyMap<string, Workspace> {
  const { workspaces } = caller;
  return workspaces === 'EVERY' ? all : new Map([...all].filter(([id]) => workspaces.has(id)));
}

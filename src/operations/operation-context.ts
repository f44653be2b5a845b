import { isDeepStrictEqual } from 'node:util';
import type { GraphQLError } from 'graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openScope } from '../domain/operation/operation-scope.js';
import type { LimitSettings } from '../config/settings.js';
import type { Caller } from '../domain/caller.js';
import type { Workspace } from '../domain/sources.js';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';
import type { GraphContext } from '../graph/loading/context.js';
import type { WatchLoad } from '../graph/loading/loader.js';
import type { Estimate } from '../graph/cost/estimate.js';
import { createLoaders } from '../graph/loading/loaders.js';
import { LazyAbort } from './lazy-abort.js';
import { demandsLive } from './demands-live.js';
import { onceClosed } from './once-closed.js';
import { ReceivedData } from './received-data.js';

/** The context of an operation that the server executes. */
export interface ServerContext extends GraphContext {
  readonly request: FastifyRequest;
  /** What the operation has received so far. */
  readonly received: ReceivedData;
  /** The errors reported beside its data so far. */
  readonly reported: readonly GraphQLError[];
  /** Its estimated cost; null before the estimate, and if it can't be estimated. */
  readonly plan: { estimate: Estimate | null };
}

declare module 'fastify' {
  // Not in a WeakMap: V8 would keep a context, which refers to its request, until a full collection.
  interface FastifyRequest {
    operationContext?: ServerContext;
  }
}

/** Observes what an operation receives from providers, and what its loaders wait for. */
export interface OperationObserver {
  readonly used: (use: UpstreamUse) => void;
  readonly loading: WatchLoad | null;
}

const NOBODY: OperationObserver = { used: () => undefined, loading: null };

export interface WorkOptions {
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /** Seconds. */
  readonly deadline: number;
  readonly limits: Pick<LimitSettings, 'requests' | 'values'>;
  readonly caller: Caller;
  /** None if absent. */
  readonly observer?: OperationObserver;
  /** Whether all data must be read live, without cache and archive; false if absent. */
  readonly readsLive?: boolean;
  /** The clock for the response's freshness, in milliseconds; a monotonic one if absent. */
  readonly now?: () => number;
  /** Called with a workspace that a global id names but the caller doesn't see. */
  readonly missingWorkspace?: (id: string) => void;
}

export interface OperationContextOptions extends Omit<WorkOptions, 'caller' | 'observer' | 'readsLive'> {
  readonly observerOf: (request: FastifyRequest) => OperationObserver;
}

/**
 * The context of a request's operation, the same for every call. Its signal aborts after the deadline, or when the
 * connection closes.
 */
export type OpenOperation = (request: FastifyRequest, reply: FastifyReply) => ServerContext;

/** Opens the context of a request on the first call, and returns it on later ones. */
export function createOperationOpener({ observerOf, ...options }: OperationContextOptions): OpenOperation {
  function openContext(request: FastifyRequest, reply: FastifyReply): ServerContext {
    const { caller } = request.principal;
    const readsLive = demandsLive(request.headers);
    const { close, ...opened } = openWork({ ...options, caller, observer: observerOf(request), readsLive });
    onceClosed(reply.raw, close);
    return { request, ...opened };
  }

  return (request, reply) => (request.operationContext ??= openContext(request, reply));
}

/** The context of a caller's operation, with new loaders. Aborts its signal after `deadline` seconds, or on `close`. */
export function openWork({
  workspaces,
  deadline,
  limits,
  caller,
  observer = NOBODY,
  readsLive = false,
  now = () => performance.now(),
  missingWorkspace = () => undefined,
}: WorkOptions): Omit<ServerContext, 'request'> & { readonly close: () => void } {
  const over = new LazyAbort();
  const timer = setTimeout(() => over.abort(), deadline * 1000);
  const close = () => {
    clearTimeout(timer);
    over.abort();
  };
  const end = performance.now() + deadline * 1000;
  const received = new ReceivedData(now, observer.used);
  const scope = openScope({
    get signal() {
      return over.signal;
    },
    readsLive,
    caller,
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
    received,
    reported,
    // Once for each path: an operation whose plan gives up is executed again.
    report(error) {
      if (!reported.some(({ path }) => isDeepStrictEqual(path, error.path))) reported.push(error);
    },
    plan: { estimate: null },
    loaders,
    missingWorkspace,
    close,
  };
}

/** The workspaces that a caller may see. To the caller, others don't exist. */
export function visibleTo(
  caller: Caller,
  all: ReadonlyMap<string, Workspace>,
): ReadonlyMap<string, Workspace> {
  const { workspaces } = caller;
  return workspaces === 'EVERY' ? all : new Map([...all].filter(([id]) => workspaces.has(id)));
}

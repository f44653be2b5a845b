import type { GraphQLError } from 'graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LimitSettings } from '../config/settings.js';
import { onArchiveUse } from '../domain/operation/archive-use.js';
import type { Caller } from '../domain/caller.js';
import { setTimeLeft } from '../domain/operation/deadline.js';
import { demandLiveReads } from '../domain/operation/live-reads.js';
import type { Workspace } from '../domain/sources.js';
import { onStaleAnswer, type StaleAnswer } from '../domain/operation/stale.js';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';
import { limitWork } from '../domain/operation/work-limits.js';
import type { GraphContext } from '../graph/loading/context.js';
import type { WatchLoad } from '../graph/loading/loader.js';
import type { Estimate } from '../graph/cost/estimate.js';
import { createLoaders } from '../graph/loading/loaders.js';
import { followUpstreamUse } from './upstream-uses.js';
import { demandsLive, followFreshness, type Freshness } from './freshness.js';

/** When the oldest part of an answer was fetched that comes from the archive. */
export interface ArchiveReport {
  /** Milliseconds since the epoch; null if nothing of it does. */
  asOf: number | null;
}

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

/** One for all: an abort without a reason makes an exception with a stack for every operation. */
const OVER = new Error('the operation is over');

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
    const work = openWork(workspaces, deadline, limits, callerOf(request), observerOf(request));
    const { close, ...opened } = work;
    if (demandsLive(request.headers)) demandLiveReads(opened.signal);
    reply.raw.once('close', close);
    const context = {
      request,
      ...opened,
      ...(missingWorkspace && { missingWorkspace }),
      freshness: followFreshness(opened.signal, now),
    };
    contexts.set(request, context);
    return context;
  };
}

/** What is worked on for a caller, with fresh loaders: its signal aborts after `deadline` seconds, or with `close`. */
export function openWork(
  workspaces: ReadonlyMap<string, Workspace>,
  deadline: number,
  limits: Pick<LimitSettings, 'requests' | 'values'>,
  caller: Caller,
  observer: OperationObserver = NOBODY,
): Omit<ServerContext, 'request' | 'freshness'> & { readonly close: () => void } {
  const controller = new AbortController();
  const abort = () => {
    controller.abort(OVER);
  };
  const timer = setTimeout(abort, deadline * 1000);
  const close = () => {
    clearTimeout(timer);
    abort();
  };
  const { signal } = controller;
  const end = performance.now() + deadline * 1000;
  setTimeLeft(signal, () => end - performance.now());
  limitWork(signal, { pages: limits.requests, values: limits.values });
  const stale: StaleAnswer[] = [];
  const uses = followUpstreamUse(signal, observer.used);
  onStaleAnswer(signal, (answer) => {
    stale.push(answer);
    uses.tellStale(answer);
  });
  const reported: GraphQLError[] = [];
  const archive: ArchiveReport = { asOf: null };
  onArchiveUse(signal, (fetchedAt) => (archive.asOf = Math.min(archive.asOf ?? fetchedAt, fetchedAt)));
  const visible = visibleTo(caller, workspaces);
  const loaders = createLoaders(visible, signal, caller, observer.loading);
  return {
    caller,
    workspaces: visible,
    signal,
    stale,
    archive,
    reported,
    report: (error) => void reported.push(error),
    uses: uses.list,
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

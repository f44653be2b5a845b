import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LimitSettings } from '../config/settings.js';
import type { Caller } from '../domain/caller.js';
import { setTimeLeft } from '../domain/deadline.js';
import type { Workspace } from '../domain/sources.js';
import { onStaleAnswer, type StaleAnswer } from '../domain/stale.js';
import type { UpstreamUse } from '../domain/upstream-use.js';
import { limitWork } from '../domain/work-limits.js';
import type { GraphContext } from '../graph/context.js';
import type { WatchLoad } from '../graph/loader.js';
import type { Estimate } from '../graph/cost/estimate.js';
import { createLoaders } from '../graph/loaders.js';
import { followUpstreamUse } from './upstream-uses.js';
import { followFreshness, type Freshness } from './freshness.js';

export interface ServerContext extends GraphContext {
  readonly request: FastifyRequest;
  /** What the operation has been given that is stale, so far. */
  readonly stale: readonly StaleAnswer[];
  readonly freshness: Freshness;
  /** What the providers gave it, or what was kept of them, so far. */
  readonly uses: readonly UpstreamUse[];
  /** What it may cost; null before that is estimated, and where it can't be. */
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

/**
 * The context of one operation: it aborts after `deadline` seconds, or when the caller goes away. `now` is the
 * server's clock, in milliseconds; `observer` is told what it does.
 */
export function openOperation(
  workspaces: ReadonlyMap<string, Workspace>,
  deadline: number,
  limits: Pick<LimitSettings, 'requests' | 'values'>,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
  now: () => number,
  observer: OperationObserver,
): ServerContext {
  const { close, ...context } = openWork(workspaces, deadline, limits, caller, observer);
  reply.raw.once('close', close);
  return { request, ...context, freshness: followFreshness(context.signal, now) };
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
  const visible = visibleTo(caller, workspaces);
  const loaders = createLoaders(visible, signal, observer.loading);
  return {
    caller,
    workspaces: visible,
    signal,
    stale,
    uses: uses.list,
    plan: { estimate: null },
    loaders,
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

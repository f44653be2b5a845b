import { setImmediate as othersTurn } from 'node:timers/promises';
import { createSourceEventStream, execute, GraphQLError, type ExecutionResult } from 'graphql';
import type { LimitSettings, SubscriptionSettings } from '../config/settings.js';
import type { Caller } from '../domain/caller.js';
import type { CallEvents } from '../domain/call-events.js';
import type { Workspace } from '../domain/sources.js';
import type { SubscriptionContext } from '../graph/call/call-events.resolver.js';
import type { Principal } from '../auth/principal.js';
import { openWork, visibleTo } from '../operations/operation-context.js';
import { oldestOfEach } from '../operations/stale.plugin.js';
import { CallWatch } from './call-watch.js';
import { SubscriptionQuota } from './subscription-quota.js';
import { withCode, type ParsedSubscription } from './parse-subscription.js';

/** Who subscribes, and by which connection. */
export interface Subscriber {
  readonly principal: Principal;
  /** Cuts the connection. */
  readonly cut: () => void;
}

export interface SubscriptionOptions extends SubscriptionSettings {
  /** Seconds for what an event needs. */
  readonly deadline: number;
  /** For what an event needs. */
  readonly limits: Pick<LimitSettings, 'requests' | 'values'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What answers a subscription: one result for each event. Returning ends it at once, also while one is waited for. */
export type Results = AsyncGenerator<ExecutionResult, undefined, undefined>;

/** Milliseconds in which a subscription that is over may say so; then the connection is cut. */
const LAST_WORDS = 2000;
/** Milliseconds: the longest that a timer of Node can wait. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The open subscriptions of a server. */
export class Subscriptions {
  readonly #watches = new Map<string, CallEvents>();
  readonly #open = new Map<AbortController, PromiseWithResolvers<undefined>>();
  readonly #quota: SubscriptionQuota;
  #isClosed = false;

  constructor(
    private readonly workspaces: ReadonlyMap<string, Workspace>,
    private readonly options: SubscriptionOptions,
  ) {
    this.#quota = new SubscriptionQuota(options);
  }

  /**
   * Opens a subscription. Its results end when all are closed; with an error if there is no place for it, its
   * token expires, its key or token is withdrawn, whoever takes them is too slow, or the source fails for good.
   */
  open(prepared: ParsedSubscription, subscriber: Subscriber): Results {
    const over = new AbortController();
    const results = this.#results(prepared, subscriber, over);
    const end = () => {
      over.abort(null);
      return results.return(undefined);
    };
    return {
      next: () => results.next(),
      return: end,
      throw: end,
      [Symbol.asyncIterator]() {
        return this;
      },
      [Symbol.asyncDispose]: async () => {
        await end();
      },
    };
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The workspaces that a caller sees. */
  visibleTo(caller: Caller): readonly string[] {
    return [...visibleTo(caller, this.workspaces).keys()];
  }

  /** Ends all of them, and opens no others. Resolves when their last results were taken, in 2 s at most. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const ends = [...this.#open.values()].map(({ promise }) => promise);
    for (const over of this.#open.keys()) over.abort(null);
    await Promise.all(ends);
  }

  async *#results(
    prepared: ParsedSubscription,
    { principal, cut }: Subscriber,
    over: AbortController,
  ): Results {
    if (this.#isClosed) return;
    if (!this.#quota.take(principal.name)) {
      yield { errors: [tooMany()] };
      return;
    }
    const ended = Promise.withResolvers<undefined>();
    this.#open.set(over, ended);
    const expiry = principal.until === null ? undefined : this.#expire(over, principal.until);
    let lastWords: NodeJS.Timeout | undefined;
    const end = () => (lastWords = setTimeout(cut, LAST_WORDS));
    over.signal.addEventListener('abort', end, { once: true });
    const withdraw = () => {
      over.abort(withdrawn());
    };
    principal.withdrawn?.addEventListener('abort', withdraw, { once: true });
    if (principal.withdrawn?.aborted === true) withdraw();
    try {
      yield* this.#events(prepared, principal.caller, over);
      const reason: unknown = over.signal.reason;
      if (reason instanceof Error) yield { errors: [asGraphQLError(reason)] };
    } finally {
      over.signal.removeEventListener('abort', end);
      principal.withdrawn?.removeEventListener('abort', withdraw);
      clearTimeout(expiry);
      clearTimeout(lastWords);
      this.#open.delete(over);
      ended.resolve(undefined);
      this.#quota.leave(principal.name);
      over.abort(null);
    }
  }

  #expire(over: AbortController, until: number): NodeJS.Timeout {
    const left = Math.min(until - Date.now(), LONGEST_TIMER);
    return setTimeout(() => {
      over.abort(expired());
    }, left);
  }

  async *#events(prepared: ParsedSubscription, caller: Caller, over: AbortController): Results {
    const { signal } = over;
    const { deadline, limits } = this.options;
    const workspaces = visibleTo(caller, this.workspaces);
    const contextValue: SubscriptionContext = {
      workspaces,
      caller,
      over,
      callEvents: (id) => this.#callEventsOf(workspaces.get(id)),
    };
    const events = await createSourceEventStream({ ...prepared, contextValue });
    if (!(Symbol.asyncIterator in events)) {
      yield { errors: events.errors?.map(asRefusal) ?? [] };
      return;
    }
    for await (const rootValue of events) {
      // Of many that wait, each comes without a wait.
      await othersTurn();
      if (signal.aborted) return;
      const { close, ...work } = openWork(this.workspaces, deadline, limits, caller);
      signal.addEventListener('abort', close, { once: true });
      const result = await execute({ ...prepared, rootValue, contextValue: work });
      signal.removeEventListener('abort', close);
      close();
      const { stale } = work;
      yield stale.length > 0 ? { ...result, extensions: { stale: oldestOfEach(stale) } } : result;
    }
  }

  #callEventsOf(workspace: Workspace | undefined): CallEvents | null {
    if (workspace?.calls == null) return null;
    const watch = this.#watches.get(workspace.id) ?? new CallWatch(workspace.calls, this.options);
    this.#watches.set(workspace.id, watch);
    return watch;
  }
}

function expired(): GraphQLError {
  return new GraphQLError('The token has expired.', { extensions: { code: 'UNAUTHENTICATED' } });
}

function withdrawn(): GraphQLError {
  const message = 'The key or token is not accepted any more as it was: subscribe anew.';
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
}

function tooMany(): GraphQLError {
  const message =
    'There are as many subscriptions as are allowed at the same time; end one, or try again later.';
  return new GraphQLError(message, { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
}

function asGraphQLError(error: Error): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error });
}

/** An error of a subscription that isn't opened: what graphql-js says of its variables has no code. */
function asRefusal(error: GraphQLError): GraphQLError {
  return error.path === undefined ? withCode(error, 'BAD_USER_INPUT') : error;
}

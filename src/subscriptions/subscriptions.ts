import { setImmediate as othersTurn } from 'node:timers/promises';
import { createSourceEventStream, execute, type ExecutionResult, GraphQLError } from 'graphql';
import type { SubscriptionSettings } from '../config/settings.js';
import type { Caller } from '../domain/caller.js';
import type { WatchCalls } from '../domain/call-events.js';
import { nextTurn } from '../domain/operation/turns.js';
import type { Workspace } from '../domain/sources.js';
import type { SubscriptionContext } from '../graph/call/call-events.resolver.js';
import type { Principal } from '../auth/principal.js';
import { finishedResult, publicError } from '../operations/results/finished-result.js';
import type { FormatError } from '../operations/format-error.js';
import { openWork, visibleTo } from '../operations/operation-context.js';
import { MAX_ERRORS } from '../operations/validation-rules.js';
import { Tally } from '../http/backpressure/tally.js';
import type { PollOptions } from './call-polls.js';
import { CallWatch } from './call-watch.js';
import type { ParsedSubscription, ParseSubscription, SubscriptionRequest } from './parse-subscription.js';

/** A subscriber and its connection. */
export interface Subscriber {
  readonly principal: Principal;
  /** Terminates the connection. */
  readonly cut: () => void;
}

export interface SubscriptionOptions extends SubscriptionSettings, PollOptions {
  readonly parse: ParseSubscription;
  readonly formatError: FormatError;
}

/** The results of a subscription, one per event, with public errors; never throws. `return` ends it at once, even while a result is pending. */
export type Results = AsyncGenerator<ExecutionResult, undefined, undefined>;

/** Milliseconds for a client to receive the end of a subscription before its connection is terminated. */
const CUT_TIMEOUT = 2000;
/** The longest delay of a timer in Node, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

const EXPIRED = errorOf('The token has expired.', 'UNAUTHENTICATED');
const WITHDRAWN = errorOf(
  'The key or token was revoked or its permissions changed; subscribe again.',
  'UNAUTHENTICATED',
);
const TOO_MANY = errorOf('Too many open subscriptions; end one, or retry later.', 'TOO_MANY_SUBSCRIPTIONS');
/** Placeholder for a result that no client receives. */
const CANCELLED = errorOf('The client has cancelled the subscription.', 'CANCELLED');

/** The open subscriptions of a server. */
export class Subscriptions {
  readonly #watches = new Map<string, CallWatch>();
  readonly #open = new Map<AbortController, PromiseWithResolvers<undefined>>();
  readonly #ofCaller = new Tally();
  #isClosed = false;

  constructor(
    private readonly workspaces: ReadonlyMap<string, Workspace>,
    private readonly options: SubscriptionOptions,
  ) {}

  /**
   * Parses a subscription in its caller's turn, so that many of them delay neither other callers nor health checks.
   * Returns errors if it is invalid, if too many are open, or if the client has cancelled it in the meantime.
   */
  async prepare(
    request: SubscriptionRequest,
    { name, caller }: Principal,
    isCancelled: () => boolean,
  ): Promise<ParsedSubscription | readonly GraphQLError[]> {
    await nextTurn(caller);
    if (isCancelled()) return [CANCELLED];
    if (this.#isFull(name)) return [TOO_MANY];
    return this.options.parse(request, visibleTo(caller, this.workspaces));
  }

  /**
   * Opens a subscription. Its results end with an error if too many are open, its key or token expires or is
   * withdrawn, the client is too slow, or the source fails permanently.
   */
  open(prepared: ParsedSubscription, subscriber: Subscriber): Results {
    const over = new AbortController();
    const results = this.#results(prepared, subscriber, over);
    const end = results.return.bind(results);
    // A generator's own `return` waits for a pending result.
    results.return = () => {
      over.abort(null);
      return end(undefined);
    };
    return results;
  }

  /** The number of open subscriptions. */
  get size(): number {
    return this.#open.size;
  }

  /** Ends all subscriptions and opens no more. Resolves within 2 s, when their last results have been sent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const ends = [...this.#open.values()].map(({ promise }) => promise);
    for (const over of this.#open.keys()) over.abort(null);
    await Promise.all(ends);
  }

  /** Whether the caller of this name, null if authentication is disabled, may open no more. */
  #isFull(name: string | null): boolean {
    const { perCaller, total } = this.options;
    return this.size >= total || this.#ofCaller.of(name) >= perCaller;
  }

  async *#results(
    prepared: ParsedSubscription,
    { principal, cut }: Subscriber,
    over: AbortController,
  ): Results {
    if (this.#isClosed) return;
    if (this.#isFull(principal.name)) {
      yield { errors: [TOO_MANY] };
      return;
    }
    const leave = this.#ofCaller.take(principal.name);
    const { signal } = over;
    const ended = Promise.withResolvers<undefined>();
    this.#open.set(over, ended);
    const left = principal.until === null ? null : Math.min(principal.until - Date.now(), LONGEST_TIMER);
    const expiry = left === null ? undefined : setTimeout(() => over.abort(EXPIRED), left);
    let cutTimer: NodeJS.Timeout | undefined;
    signal.addEventListener('abort', () => (cutTimer = setTimeout(cut, CUT_TIMEOUT)), { once: true });
    const withdraw = () => over.abort(WITHDRAWN);
    principal.withdrawn?.addEventListener('abort', withdraw, { signal });
    if (principal.withdrawn?.aborted === true) withdraw();
    try {
      yield* this.#events(prepared, principal.caller, over);
      const reason: unknown = signal.reason;
      if (reason instanceof Error) throw reason;
    } catch (error) {
      yield { errors: [publicError(error, this.options.formatError)] };
    } finally {
      over.abort(null);
      clearTimeout(expiry);
      clearTimeout(cutTimer);
      this.#open.delete(over);
      ended.resolve(undefined);
      leave();
    }
  }

  async *#events(prepared: ParsedSubscription, caller: Caller, over: AbortController): Results {
    const { signal } = over;
    const { deadline, limits, used, formatError } = this.options;
    const observer = { used, loading: null };
    const workspaces = visibleTo(caller, this.workspaces);
    const contextValue: SubscriptionContext = {
      workspaces,
      caller,
      over,
      watchOf: (id) => this.#watchOf(workspaces.get(id)),
    };
    const options = { maxCoercionErrors: MAX_ERRORS };
    const events = await createSourceEventStream({ ...prepared, contextValue, options });
    if (!(Symbol.asyncIterator in events)) {
      // graphql-js' errors about variables have neither a path nor a code.
      const publicErrorOf = (error: GraphQLError) =>
        publicError(error, formatError, error.path === undefined ? 'BAD_USER_INPUT' : undefined);
      yield { errors: events.errors?.map(publicErrorOf) ?? [] };
      return;
    }
    for await (const rootValue of events) {
      // Queued events arrive without a turn of the event loop between them.
      await othersTurn();
      if (signal.aborted) return;
      const { close, ...work } = openWork({
        workspaces: this.workspaces,
        deadline,
        limits,
        caller,
        observer,
      });
      signal.addEventListener('abort', close, { once: true });
      const result = await execute({ ...prepared, rootValue, contextValue: work });
      signal.removeEventListener('abort', close);
      close();
      yield finishedResult(result, work, formatError);
    }
  }

  #watchOf(workspace: Workspace | undefined): WatchCalls | null {
    if (workspace?.calls == null) return null;
    const watch = this.#watches.get(workspace.id) ?? new CallWatch(workspace.calls, this.options);
    this.#watches.set(workspace.id, watch);
    return (...wanted) => watch.watch(...wanted);
  }
}

function errorOf(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

import { Args, Resolver, Root, Subscription } from 'type-graphql';
import type { Call } from '../../domain/call.js';
import type { CallEvent, WatchCalls } from '../../domain/call-events.js';
import { badUserInput } from '../input/bad-user-input.js';
import type { GraphContext } from '../loading/context.js';
import { workspaceOf } from '../input/workspace-argument.js';
import { CallEventArgs } from './call.args.js';
import { conditionsOf } from './call-filter.js';
import { CallType } from './call.type.js';
import { Costs } from '../cost/costs.js';
import { events } from '../cost/entity-costs.js';

/** The context of a subscription's source stream; each event has a separate context. */
export interface SubscriptionContext extends Pick<GraphContext, 'workspaces' | 'caller'> {
  /** Aborts when the subscription ends; the reason is an error if the client should receive one. */
  readonly over: AbortController;
  /** Watches the calls of a workspace; null if it has no ccrm account. */
  readonly watchOf: (workspace: string) => WatchCalls | null;
}

interface Subscribed {
  readonly args: CallEventArgs;
  readonly context: SubscriptionContext;
}

@Resolver(() => CallType)
export class CallEventsResolver {
  @Costs({ charge: events })
  @Subscription(() => CallType, {
    description:
      'Every call that appears in the call history from now on, once. A call appears when it is over, and is delivered within a minute if it started at most two days earlier. Calls that appear at the same time are ordered by their start. An outage of the provider delays calls but loses none.',
    subscribe: ({ args, context }: Subscribed) => eventsOf('added', args, context),
  })
  callAdded(@Root() call: Call | undefined, @Args(() => CallEventArgs) _args: CallEventArgs): Call {
    return streamed('callAdded', call);
  }

  @Costs({ charge: events })
  @Subscription(() => CallType, {
    description:
      'A call of the last two days whose status, duration, flags or notes have changed, delivered within a minute in its current state, which must match the filter. Several changes at once are delivered as one. An added or removed note is a change; an edited one isn’t.',
    subscribe: ({ args, context }: Subscribed) => eventsOf('changed', args, context),
  })
  callChanged(@Root() call: Call | undefined, @Args(() => CallEventArgs) _args: CallEventArgs): Call {
    return streamed('callChanged', call);
  }
}

/** The call of an event. BAD_USER_INPUT if there is none because the field was requested without a stream. */
function streamed(field: string, call: Call | undefined): Call {
  if (call !== undefined) return call;
  throw badUserInput(field, 'must be requested as a stream: accept text/event-stream, or use a WebSocket');
}

function eventsOf(
  event: CallEvent,
  { workspace, filter }: CallEventArgs,
  context: SubscriptionContext,
): AsyncIterable<Call> {
  const conditions = conditionsOf(filter, context.caller);
  const { id } = workspaceOf(context, workspace);
  const watch = context.watchOf(id);
  if (watch === null) throw badUserInput('workspace', 'must have a ccrm account');
  return watch(event, (call) => conditions.every((condition) => condition(call)), context.over);
}

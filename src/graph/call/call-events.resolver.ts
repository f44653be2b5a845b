import { Args, Resolver, Root, Subscription } from 'type-graphql';
import type { Call } from '../../domain/call.js';
import type { NewCalls } from '../../domain/call-events.js';
import { badUserInput } from '../bad-user-input.js';
import type { GraphContext } from '../context.js';
import { workspaceOf } from '../workspace-argument.js';
import { CallAddedArgs } from './call.args.js';
import { conditionsOf } from './call-filter.js';
import { CallType } from './call.type.js';

/** What a subscription's events come from; each event has a context of its own. */
export interface SubscriptionContext extends Pick<GraphContext, 'workspaces' | 'caller'> {
  /** Aborts, with an error where there is one to tell, when the subscription ends. */
  readonly over: AbortController;
  /** Those of a workspace; null where it has no ccrm account. */
  readonly newCalls: (workspace: string) => NewCalls | null;
}

@Resolver(() => CallType)
export class CallAddedResolver {
  @Subscription(() => CallType, {
    description:
      'Every call that appears in the call history from now on, once, which it does when it is over. Those that appear at the same time come in the order of their start. Nothing is lost while the provider can’t be reached.',
    subscribe: ({ args, context }: Subscribed) => newCalls(args, context),
  })
  callAdded(@Root() call: Call | undefined, @Args(() => CallAddedArgs) _args: CallAddedArgs): Call {
    if (call === undefined) {
      throw badUserInput(
        'callAdded',
        'must be asked for as a stream: accept text/event-stream, or a WebSocket',
      );
    }
    return call;
  }
}

interface Subscribed {
  readonly args: CallAddedArgs;
  readonly context: SubscriptionContext;
}

function newCalls({ workspace, filter }: CallAddedArgs, context: SubscriptionContext): AsyncIterable<Call> {
  const conditions = conditionsOf(filter, context.caller);
  const { id } = workspaceOf(context, workspace);
  const calls = context.newCalls(id);
  if (calls === null) throw badUserInput('workspace', 'must have a ccrm account');
  return calls.watch((call) => conditions.every((condition) => condition(call)), context.over);
}

import { Arg, Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallAgent } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';
import { asUuid } from '../../domain/uuid.js';
import { ClientObjectType } from '../client/client.type.js';
import type { GraphContext } from '../loading/context.js';
import { ExtensionType } from '../extension/extension.type.js';
import { NoteType } from '../note/note.type.js';
import { WORKSPACE_DESCRIPTION, WorkspaceType } from '../workspace/workspace.type.js';
import { workspaceOf } from '../input/workspace-argument.js';
import { CallByUuidArgs, WorkspaceCallsArgs } from './call.args.js';
import { callPage } from './call-page.js';
import { withDefaults } from './default-range.js';
import { CallAgentType, CallConnection, CallType } from './call.type.js';
import { Costs, PageCosts } from '../cost/costs.js';
import { inWorkspace } from '../cost/field-cost.js';
import { byUuid, client, extensionOfAgent, notes } from '../cost/entity-costs.js';
import { callsOfEach } from '../cost/range-costs.js';

@Resolver(() => CallType)
export class CallResolver {
  @PageCosts((field) => callsOfEach(inWorkspace(field)))
  @Query(() => CallConnection, {
    nullable: true,
    description:
      'The calls of a workspace in a range of time, by default the latest; null if it has no ccrm account.',
  })
  calls(
    @Args(() => WorkspaceCallsArgs) args: WorkspaceCallsArgs,
    @Ctx() context: GraphContext,
  ): Promise<CallConnection> | null {
    const { id, calls } = workspaceOf(context, args.workspace);
    const history = context.loaders.callHistory(id);
    const given = { from: args.from ?? null, to: args.to ?? null };
    // The start of the archive can change, and the range with it.
    if (given.from === null && calls?.archived)
      context.scope.report({ kind: 'READ', freshMs: 0, writable: false });
    const range = withDefaults(given, calls?.archived?.from() ?? null, Date.now());
    const { filter, order, first, after } = args;
    const page = { ...range, given, filter, order, first, after };
    return history === null ? null : callPage(id, history, page, context.caller);
  }

  @Costs({ charge: byUuid })
  @Query(() => CallType, {
    nullable: true,
    description:
      'The call with this uuid, if it was seen recently, has notes or is archived. Otherwise the error is CALL_NOT_LOCATED, because the provider has no query for a call by its uuid; every call is found by its `id`. null if the text isn’t a uuid, if the archive proves that there is no such call, or if the workspace has no ccrm account.',
  })
  async call(
    @Args(() => CallByUuidArgs) { workspace, uuid }: CallByUuidArgs,
    @Ctx() context: GraphContext,
  ): Promise<Call | null> {
    const { id } = workspaceOf(context, workspace);
    const key = asUuid(uuid);
    return key === null ? null : context.loaders.callByUuid.load({ workspace: id, uuid: key });
  }

  @FieldResolver(() => WorkspaceType, { description: WORKSPACE_DESCRIPTION })
  workspace(@Root() { workspace }: Call): WorkspaceType {
    return { id: workspace };
  }

  // Each call takes a request; the weight lets routers account for it.
  @Directive('@cost(weight: 10)')
  @Costs({ charge: notes, isCounted: true })
  @FieldResolver(() => [NoteType], {
    nullable: true,
    description: 'The notes that were written on the call, oldest first.',
  })
  notes(
    @Root() call: Call,
    @Arg('includeDeleted', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Whether to include deleted notes.',
    })
    includeDeleted: boolean | null,
    @Ctx() { loaders }: GraphContext,
  ): Awaitable<readonly Note[]> {
    if (!call.hasNotes) return [];
    loaders.primeCall(call);
    const notes = loaders.notesByCall.load(call);
    return includeDeleted === true ? notes : whenReady(notes, activeOf);
  }

  @Costs({ charge: extensionOfAgent })
  @FieldResolver(() => ExtensionType, {
    nullable: true,
    description:
      'The first agent’s extension; null if there is no agent, or if no extension, or more than one, has the agent’s number.',
  })
  extension(@Root() { agents }: Call, @Ctx() { loaders }: GraphContext): Awaitable<Extension | null> {
    const agent = agents[0];
    return agent === undefined ? null : loaders.extensionByAgentNumber.load(agent);
  }

  @Costs({ charge: client })
  @FieldResolver(() => ClientObjectType, { nullable: true, description: 'The company’s client at RingMe.' })
  client(@Root() { workspace }: Call, @Ctx() { loaders }: GraphContext): Awaitable<Client | null> {
    return loaders.clientByWorkspace.load(workspace);
  }
}

function activeOf(notes: readonly Note[]): readonly Note[] {
  return notes.filter(({ status }) => status === 'ACTIVE');
}

@Resolver(() => CallAgentType)
export class CallAgentResolver {
  @Costs({ charge: extensionOfAgent })
  @FieldResolver(() => ExtensionType, {
    nullable: true,
    description: 'The agent’s extension; null if no extension, or more than one, has this number.',
  })
  extension(@Root() agent: CallAgent, @Ctx() { loaders }: GraphContext): Awaitable<Extension | null> {
    return loaders.extensionByAgentNumber.load(agent);
  }
}

import { Args, ArgsType, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Client, GeoRestriction } from '../../domain/client.js';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import { CallConnection } from '../call/call.type.js';
import { callPage } from '../call/call-page.js';
import { CallsArgs } from '../call/call.args.js';
import type { GraphContext } from '../loading/context.js';
import { ExtensionPageArgs } from '../extension/extension.args.js';
import { ExtensionConnection } from '../extension/extension.type.js';
import { extensionPage } from '../extension/extension-page.js';
import { WORKSPACE_DESCRIPTION, WorkspaceType } from '../workspace/workspace.type.js';
import { MAX_KEY, MaxCharacters } from '../input/length-bounds.js';
import { WorkspaceArgs, workspaceOf } from '../input/workspace-argument.js';
import { ClientObjectType, GeoRestrictionType } from './client.type.js';
import { Costs, PageCosts } from '../cost/costs.js';
import { inWorkspace } from '../cost/field-cost.js';
import { client, extensionsOfEach } from '../cost/entity-costs.js';
import { callsOfEach } from '../cost/range-costs.js';
import { Nullable } from '../schema/nullable.js';

@ArgsType()
class ClientArgs extends WorkspaceArgs {
  @Nullable(() => ID, 'RingMe’s id of the client. Default: the workspace’s own client.')
  @MaxCharacters(MAX_KEY)
  declare readonly clientId: string | null | undefined;
}

@Resolver(() => ClientObjectType)
export class ClientResolver {
  @Costs({ charge: client })
  @Query(() => [ClientObjectType], {
    nullable: true,
    description:
      'The client of every workspace that the caller may see, in the order of the settings; null if one of them can’t be read. Prefer `workspaces { client }`, which has an error for each.',
  })
  async clients(@Ctx() { workspaces, loaders }: GraphContext): Promise<readonly Client[]> {
    const clients = await Promise.all(
      workspaces.keys().map(async (id) => loaders.clientByWorkspace.load(id)),
    );
    return clients.filter((client) => client !== null);
  }

  @Costs({ charge: (field) => client(inWorkspace(field)) })
  @Query(() => ClientObjectType, {
    nullable: true,
    description: 'The client of a workspace; null if it has none, or one with another `clientId`.',
  })
  async client(
    @Args(() => ClientArgs) { workspace, clientId }: ClientArgs,
    @Ctx() context: GraphContext,
  ): Promise<Client | null> {
    const client = await context.loaders.clientByWorkspace.load(workspaceOf(context, workspace).id);
    return typeof clientId === 'string' && client?.clientId !== clientId ? null : client;
  }

  @FieldResolver(() => GeoRestrictionType, {
    description:
      'The countries from which SIP accounts may register; an error if the provider’s list can’t be read.',
  })
  geoRestriction(@Root() { geoRestriction }: Client): GeoRestriction {
    if (geoRestriction !== null) return geoRestriction;
    throw new UpstreamError('ringme', 'UPSTREAM_BAD_RESPONSE', 'RingMe’s list of countries can’t be read.');
  }

  @FieldResolver(() => WorkspaceType, { description: WORKSPACE_DESCRIPTION })
  workspace(@Root() { workspace }: Client): WorkspaceType {
    return { id: workspace };
  }

  @PageCosts(extensionsOfEach)
  @FieldResolver(() => ExtensionConnection, {
    nullable: true,
    description: 'The extensions of the same company, ordered by name; null if it has no Voicenter account.',
  })
  extensions(
    @Root() { workspace }: Client,
    @Args(() => ExtensionPageArgs) args: ExtensionPageArgs,
    @Ctx() context: GraphContext,
  ): Promise<ExtensionConnection | null> {
    return extensionPage(workspace, context, args);
  }

  @PageCosts(callsOfEach)
  @FieldResolver(() => CallConnection, {
    nullable: true,
    description: 'The calls of the same company in a range of time; null if it has no ccrm account.',
  })
  calls(
    @Root() { workspace }: Client,
    @Args(() => CallsArgs) args: CallsArgs,
    @Ctx() { loaders, caller }: GraphContext,
  ): Promise<CallConnection> | null {
    const history = loaders.callHistory(workspace);
    return history === null ? null : callPage(workspace, history, args, caller);
  }
}

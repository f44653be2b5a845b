import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Awaitable } from '../../domain/awaitable.js';
import type { Client } from '../../domain/client.js';
import type { Workspace } from '../../domain/sources.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import { ClientObjectType } from '../client/client.type.js';
import type { GraphContext } from '../loading/context.js';
import { WorkspaceProviderType, WorkspaceType } from './workspace.type.js';
import { Costs } from '../cost/costs.js';
import { client, workspaces } from '../cost/entity-costs.js';

/** The source of each provider in a workspace. */
const SOURCES = {
  voicenter: 'extensions',
  ringme: 'client',
  ccrm: 'calls',
} as const satisfies Record<Provider, keyof Workspace>;

@Resolver(() => WorkspaceType)
export class WorkspaceResolver {
  @Costs({ charge: workspaces })
  @Query(() => [WorkspaceType], {
    description:
      'Every workspace that the caller may see, including those without a client, in the order of the settings. Sends no requests to providers.',
  })
  workspaces(@Ctx() { workspaces }: GraphContext): readonly WorkspaceType[] {
    return [...workspaces.keys()].map((id) => ({ id }));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The IANA time zone by which its calls are grouped into hours and days; null if it has no ccrm account.',
  })
  timezone(@Root() { id }: WorkspaceType, @Ctx() { loaders }: GraphContext): string | null {
    return loaders.callHistory(id)?.timezone ?? null;
  }

  @Costs({ charge: client })
  @FieldResolver(() => ClientObjectType, {
    nullable: true,
    description:
      'The company’s client at RingMe; null if it has none. If a client can’t be read, only its own workspace has an error.',
  })
  client(@Root() { id }: WorkspaceType, @Ctx() { loaders }: GraphContext): Awaitable<Client | null> {
    return loaders.clientByWorkspace.load(id);
  }

  @Costs({ length: 3 })
  @FieldResolver(() => [WorkspaceProviderType], {
    description: 'Every provider, and whether the workspace has an account with it.',
  })
  providers(
    @Root() { id }: WorkspaceType,
    @Ctx() { workspaces }: GraphContext,
  ): readonly WorkspaceProviderType[] {
    const workspace = workspaces.get(id);
    return Object.entries(SOURCES).map(([name, source]) => ({
      name,
      configured: workspace !== undefined && workspace[source] !== null,
    }));
  }
}

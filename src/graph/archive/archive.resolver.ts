import { GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import { Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { ArchiveStatus } from '../../domain/archive/archive-status.js';
import { WorkspaceArgs, workspaceOf } from '../input/workspace-argument.js';
import type { GraphContext } from '../loading/context.js';
import { CallArchiveType } from './archive.type.js';

@Resolver(() => CallArchiveType)
export class CallArchiveResolver {
  @Query(() => CallArchiveType, {
    nullable: true,
    description:
      'The progress of the workspace’s archive; null if no archive is configured or the workspace has no ccrm account. While it is paused, `errors` has the reason.',
  })
  async archive(
    @Args(() => WorkspaceArgs) { workspace }: WorkspaceArgs,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ArchiveStatus | null> {
    const { id } = workspaceOf(context, workspace);
    const status = (await context.loaders.callHistory(id)?.archiveStatus()) ?? null;
    if (status?.pausedBy != null) context.report(pausedError(status.pausedBy, info));
    return status;
  }
}

/** Why it is paused, by codes that aren't a provider's. */
const PAUSES: Readonly<Record<string, string>> = {
  SERVICE_UNAVAILABLE: 'its database fails',
  INTERNAL_SERVER_ERROR: 'of an internal error',
};

function pausedError(code: string, { path }: GraphQLResolveInfo): GraphQLError {
  return new GraphQLError(
    `The archive is paused because ${PAUSES[code] ?? 'the provider fails or limits requests'}.`,
    {
      path: responsePathAsArray(path),
      extensions: { code },
    },
  );
}

import { GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import { Args, Ctx, Info, Int, ObjectType, Query, Resolver } from 'type-graphql';
import type { ArchiveState, ArchiveStatus } from '../../domain/archive/archive-status.js';
import { ScopeOf } from '../authorization/requires-scope.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { WorkspaceArgs, workspaceOf } from '../input/workspace-argument.js';
import type { GraphContext } from '../loading/context.js';
import { Fields, nullable, required } from '../schema/fields.js';
import { graphqlEnum } from '../schema/graphql-enum.js';

const CallArchiveState = graphqlEnum<ArchiveState>(
  'CallArchiveState',
  'The current activity of an archive.',
  {
    BACKFILLING: 'Past calls are still being read.',
    FOLLOWING: 'All past calls are archived, and new and changed ones are added.',
    PAUSED:
      'The provider fails or limits requests, or the archive’s database fails. `errors` has the reason.',
  },
);

@ScopeOf('Call')
@ObjectType('CallArchive', { description: 'The progress of a workspace’s archive of past calls and notes.' })
@Fields<Omit<ArchiveStatus, 'pausedBy'>>({
  from: nullable(
    DateTimeScalar,
    'The start of the range in which every call is archived; null if nothing is archived yet.',
  ),
  to: nullable(DateTimeScalar, 'The end of that range; null if nothing is archived yet.'),
  calls: required(Int, 'The number of archived calls.'),
  notes: required(Int, 'The number of archived notes, except deleted ones.'),
  pendingNotes: required(
    Int,
    'The number of calls whose notes have yet to be read, for the first time or again.',
  ),
  state: required(CallArchiveState, 'The archive’s current activity.'),
  syncedAt: nullable(DateTimeScalar, 'When the archive was last up to date; null if it never was.'),
})
class CallArchiveType {}

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
    const status = (await context.loaders(id).history()?.archiveStatus()) ?? null;
    if (status?.pausedBy != null) context.report(pausedError(status.pausedBy, info));
    return status;
  }
}

/** Why it is paused, by the codes of everything but an outage or a rate limit. */
const PAUSES: Readonly<Record<string, string>> = {
  UPSTREAM_UNAUTHORIZED: 'the provider rejects the credentials or this address',
  SERVICE_UNAVAILABLE: 'its database fails',
  INTERNAL_SERVER_ERROR: 'of an internal error',
};

function pausedError(code: string, { path }: GraphQLResolveInfo): GraphQLError {
  return new GraphQLError(
    `The archive is paused because ${PAUSES[code] ?? 'the provider fails or limits requests'}.`,
    { path: responsePathAsArray(path), extensions: { code } },
  );
}

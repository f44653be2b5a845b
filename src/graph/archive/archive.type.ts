import { Field, Int, ObjectType } from 'type-graphql';
import type * as domain from '../../domain/archive/archive-status.js';
import { ScopeOf } from '../authorization/requires-scope.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { graphqlEnum } from '../schema/graphql-enum.js';
import { Nullable } from '../schema/nullable.js';

const CallArchiveState = graphqlEnum<domain.ArchiveState>(
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
@ObjectType('CallArchive', {
  description: 'The progress of a workspace’s archive of past calls and notes.',
})
export class CallArchiveType implements Omit<domain.ArchiveStatus, 'pausedBy'> {
  @Nullable(
    () => DateTimeScalar,
    'The start of the range in which every call is archived; null if nothing is archived yet.',
  )
  declare readonly from: number | null;

  @Nullable(() => DateTimeScalar, 'The end of that range; null if nothing is archived yet.')
  declare readonly to: number | null;

  @Field(() => Int, { description: 'The number of archived calls.' })
  declare readonly calls: number;

  @Field(() => Int, { description: 'The number of archived notes, except deleted ones.' })
  declare readonly notes: number;

  @Field(() => Int, {
    description: 'The number of calls whose notes have yet to be read, for the first time or again.',
  })
  declare readonly pendingNotes: number;

  @Field(() => CallArchiveState, { description: 'The archive’s current activity.' })
  declare readonly state: domain.ArchiveState;

  @Nullable(() => DateTimeScalar, 'When the archive was last up to date; null if it never was.')
  declare readonly syncedAt: number | null;
}

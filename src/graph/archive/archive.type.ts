import { Field, Int, ObjectType } from 'type-graphql';
import type * as domain from '../../domain/archive/archive-status.js';
import { ScopeOf } from '../authorization/requires-scope.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { graphqlEnum } from '../schema/graphql-enum.js';

const CallArchiveState = graphqlEnum<domain.ArchiveState>('CallArchiveState', 'What an archive is doing.', {
  BACKFILLING: 'Past calls are still being read.',
  FOLLOWING: 'All past calls are archived, and new and changed ones are added.',
  PAUSED: 'The provider fails or limits requests. An error beside the data has the reason.',
});

@ScopeOf('Call')
@ObjectType('CallArchive', { description: 'How far a workspace’s archive of past calls and notes is.' })
export class CallArchiveType implements Omit<domain.ArchiveStatus, 'pausedBy'> {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Every call from then on is archived; null if nothing is.',
  })
  declare readonly from: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Every call up to then is archived; null if nothing is.',
  })
  declare readonly to: number | null;

  @Field(() => Int, { description: 'Archived calls.' })
  declare readonly calls: number;

  @Field(() => Int, { description: 'Archived notes, without deleted ones.' })
  declare readonly notes: number;

  @Field(() => Int, { description: 'Calls whose notes are still to be read, for the first time or again.' })
  declare readonly pendingNotes: number;

  @Field(() => CallArchiveState, { description: 'What it is doing.' })
  declare readonly state: domain.ArchiveState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it last was up to date; null before it ever was.',
  })
  declare readonly syncedAt: number | null;
}

import { IsOptional, Max, Min } from 'class-validator';
import { ArgsType, Field, ID, Int } from 'type-graphql';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { MAX_CURSOR, MAX_TEXT, MaxCharacters } from '../input/length-bounds.js';
import { MAX_PAGE } from '../relay/page.js';

/** The number of notes of a page if `first` is omitted. */
export const DEFAULT_NOTES = 20;

@ArgsType()
export class NotesArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'May be left out by a caller who sees exactly one workspace.',
  })
  declare readonly workspace: string | null | undefined;

  @Field(() => String, {
    description:
      'Words that a note must have: each begins a word of the note, without regard to case and diacritics; at most 200 characters.',
  })
  @MaxCharacters(MAX_TEXT)
  declare readonly search: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Notes that were written then or later. Left out, from where the archive begins.',
  })
  declare readonly from: number | null | undefined;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Notes that were written before then. Left out, now.',
  })
  declare readonly to: number | null | undefined;

  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_NOTES,
    description: 'How many at most: 1 to 1,000.',
  })
  @IsOptional()
  @Min(1, { message: 'must be at least 1' })
  @Max(MAX_PAGE, { message: 'must be at most 1,000' })
  declare readonly first: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor behind which the page begins; one of the same workspace, search and range.',
  })
  @MaxCharacters(MAX_CURSOR)
  declare readonly after: string | null | undefined;
}

import { ArgsType, Field } from 'type-graphql';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { MAX_CURSOR, MAX_TEXT, MaxCharacters } from '../input/length-bounds.js';
import { PageSize } from '../input/page-size.js';
import { WorkspaceArgs } from '../input/workspace-argument.js';
import { Nullable } from '../schema/fields.js';

/** The number of notes of a page if `first` is omitted. */
export const DEFAULT_NOTES = 20;

@ArgsType()
export class NotesArgs extends WorkspaceArgs {
  @Field(() => String, {
    description:
      'The words that a note must contain, at most 200 characters. Each matches the beginning of a word, ignoring case and diacritics.',
  })
  @MaxCharacters(MAX_TEXT)
  declare readonly search: string;

  @Nullable(
    () => DateTimeScalar,
    'Only notes on calls that started at this time or later. Default: the start of the archive.',
  )
  declare readonly from: number | null | undefined;

  @Nullable(() => DateTimeScalar, 'Only notes on calls that started before this time. Default: now.')
  declare readonly to: number | null | undefined;

  @PageSize(DEFAULT_NOTES)
  declare readonly first: number | null;

  @Nullable(
    () => String,
    'The page starts after this cursor, which must be from the same workspace, search and range.',
  )
  @MaxCharacters(MAX_CURSOR)
  declare readonly after: string | null | undefined;
}

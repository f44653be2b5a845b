import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Awaitable } from '../../domain/awaitable.js';
import type { Call } from '../../domain/call.js';
import type { Note } from '../../domain/note.js';
import { foldText } from '../../domain/text-folding.js';
import { requirePersonalData } from '../authorization/requires-scope.js';
import { CallType } from '../call/call.type.js';
import { checkRange, withDefaults } from '../call/call-range.js';
import { Costs, PageCosts } from '../cost/costs.js';
import { archivedNotes, callOfNote } from '../cost/entity-costs.js';
import { badUserInput } from '../input/bad-user-input.js';
import { MAX_TEXT } from '../input/length-bounds.js';
import { workspaceOf } from '../input/workspace-argument.js';
import type { GraphContext } from '../loading/context.js';
import { PersonalData, personalDescription, PersonalDataTag } from '../personal-data/personal-data.js';
import { decodeCursor, encodeCursor, isInstantOfUuid } from '../relay/cursor.js';
import { noteHtml } from './note-html.js';
import { NoteConnection, NoteType } from './note.type.js';
import { DEFAULT_NOTES, NotesArgs } from './notes.args.js';

const HAS_WORDS = /[\p{L}\p{N}]/u;

@Resolver(() => NoteType)
export class NoteResolver {
  @PersonalDataTag()
  @PageCosts(archivedNotes)
  @Query(() => NoteConnection, {
    nullable: true,
    description:
      'The archived notes with these words, newest first, except deleted ones; null if the workspace has no ccrm account. Errors: ARCHIVE_REQUIRED without an archive, ARCHIVE_INCOMPLETE if not all calls of the range and their notes are archived yet. An edited note is found by its former text until the notes of its call are read again, for instance when one is added. FORBIDDEN for callers who may not see personal data.',
  })
  async notes(
    @Args(() => NotesArgs) args: NotesArgs,
    @Ctx() context: GraphContext,
  ): Promise<NoteConnection | null> {
    const { id, calls } = workspaceOf(context, args.workspace);
    requirePersonalData(context.caller);
    const text = foldText(args.search);
    if (!HAS_WORDS.test(text)) throw badUserInput('search', 'must have a letter or a digit');
    const loaders = context.loaders(id);
    const history = loaders.history();
    if (history === null) return null;
    const { given, ...range } = withDefaults(args, calls?.archived);
    checkRange(range, given);
    // Folding may lengthen a text eighteenfold, beyond the limit of a cursor.
    const list = ['notes', id, text.slice(0, MAX_TEXT), given.from ?? '', given.to ?? ''];
    const position = decodeCursor(args.after, list, isInstantOfUuid, 'workspace, search and range');
    const after = position && { createdAt: position[0], uuid: position[1] };
    const limit = args.first ?? DEFAULT_NOTES;
    const found = await history.searchNotes({ text, ...range, after, limit });
    for (const { call } of found.notes) loaders.primeCall(call);
    const cursorOf = ({ createdAt, uuid }: Note) => encodeCursor(list, [createdAt, uuid]);
    return new NoteConnection({
      items: found.notes.map(({ note }) => note),
      cursorOf,
      after: args.after,
      hasMore: () => found.hasMore,
      count: () => found.count(),
    });
  }

  @PersonalData('TEXT')
  @Costs({ weight: 5 })
  @FieldResolver(() => String, {
    nullable: true,
    description: personalDescription(
      'TEXT',
      'Safe HTML: this service creates every tag and attribute, and escapes everything from the provider.',
    ),
  })
  html(@Root() note: Note): string {
    return noteHtml(note);
  }

  @Costs({ charge: callOfNote })
  @FieldResolver(() => CallType, {
    nullable: true,
    description: 'The call that it was written on; null if the call history no longer has it.',
  })
  call(@Root() { call }: Note, @Ctx() { loaders }: GraphContext): Awaitable<Call | null> {
    return loaders(call.workspace).callAt(call);
  }
}

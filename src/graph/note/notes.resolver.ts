import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { Note } from '../../domain/note.js';
import { foldText } from '../../domain/text-folding.js';
import { requirePersonalData } from '../authorization/requires-scope.js';
import { checkRange, withDefaults } from '../call/default-range.js';
import { badUserInput } from '../input/bad-user-input.js';
import { MAX_TEXT } from '../input/length-bounds.js';
import { workspaceOf } from '../input/workspace-argument.js';
import type { GraphContext } from '../loading/context.js';
import { decodeCursor, encodeCursor, isInstantOfUuid } from '../relay/cursor.js';
import { NoteConnection } from './note.type.js';
import { PersonalDataTag } from '../personal-data/personal-data.js';
import { DEFAULT_NOTES, NotesArgs } from './notes.args.js';
import { PageCosts } from '../cost/costs.js';
import { archivedNotes } from '../cost/entity-costs.js';

const HAS_WORDS = /[\p{L}\p{N}]/u;

@Resolver()
export class NotesResolver {
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
    const history = context.loaders.callHistory(id);
    if (history === null) return null;
    const given = { from: args.from ?? null, to: args.to ?? null };
    const range = withDefaults(given, calls?.archived?.from() ?? null, Date.now());
    checkRange(range, given);
    // Folding may lengthen a text eighteenfold, beyond the limit of a cursor.
    const list = ['notes', id, text.slice(0, MAX_TEXT), given.from ?? '', given.to ?? ''];
    const position = decodeCursor(args.after, list, isInstantOfUuid, 'workspace, search and range');
    const after = position && { createdAt: position[0], uuid: position[1] };
    const limit = args.first ?? DEFAULT_NOTES;
    const found = await history.searchNotes({ text, ...range, after, limit });
    for (const { call } of found.notes) context.loaders.primeCall(call);
    const cursorOf = ({ createdAt, uuid }: Note) => encodeCursor(list, [createdAt, uuid]);
    return new NoteConnection({
      items: found.notes.map(({ note }) => note),
      cursorOf,
      after: args.after,
      hasMore: () => found.hasMore,
      count: () => found.count(),
    });
  }
}

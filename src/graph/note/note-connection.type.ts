import { Field, Int, ObjectType } from 'type-graphql';
import type { Note } from '../../domain/note.js';
import type { FoundNotes } from '../../domain/note-search.js';
import { ScopeOf } from '../authorization/requires-scope.js';
import { PageInfo } from '../relay/page-info.type.js';
import { NoteType } from './note.type.js';

type CursorOf = (note: Note) => string;

@ScopeOf('Note')
@ObjectType({ simpleResolvers: true, description: 'A note in a connection.' })
export class NoteEdge {
  constructor(
    private readonly note: Note,
    private readonly cursorOf: CursorOf,
  ) {}

  @Field(() => String, { description: 'The note’s position, for `after`.' })
  get cursor(): string {
    return this.cursorOf(this.note);
  }

  @Field(() => NoteType, { description: 'The note.' })
  get node(): Note {
    return this.note;
  }
}

@ScopeOf('Note')
@ObjectType({ simpleResolvers: true, description: 'A page of the notes that a search finds, newest first.' })
export class NoteConnection {
  constructor(
    private readonly found: FoundNotes,
    private readonly cursorOf: CursorOf,
    private readonly after: string | null | undefined,
  ) {}

  @Field(() => [NoteEdge], { description: 'The notes with their cursors.' })
  get edges(): readonly NoteEdge[] {
    return this.nodes.map((note) => new NoteEdge(note, this.cursorOf));
  }

  @Field(() => [NoteType], { description: 'The notes.' })
  get nodes(): readonly Note[] {
    return this.found.notes.map(({ note }) => note);
  }

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  get pageInfo(): PageInfo {
    return new PageInfo(
      () => this.edges,
      this.after,
      () => this.found.hasMore,
    );
  }

  @Field(() => Int, { nullable: true, description: 'Notes that the search finds, on all pages.' })
  totalCount(): Promise<number> {
    return this.found.count();
  }
}

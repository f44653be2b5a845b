import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Call } from '../../domain/call.js';
import type { Note } from '../../domain/note.js';
import { CallType } from '../call/call.type.js';
import type { GraphContext } from '../loading/context.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { noteHtml } from './note-html.js';
import { NoteType } from './note.type.js';
import { Costs } from '../cost/costs.js';
import { callOfNote } from '../cost/entity-costs.js';

@Resolver(() => NoteType)
export class NoteResolver {
  @PersonalData('TEXT')
  @Costs({ weight: 5 })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Safe HTML: this service creates every tag and attribute, and escapes everything from the provider.',
  })
  html(@Root() note: Note): string {
    return noteHtml(note);
  }

  @Costs({ charge: callOfNote })
  @FieldResolver(() => CallType, {
    nullable: true,
    description: 'The call that it was written on; null if the call history no longer has it.',
  })
  call(@Root() { call }: Note, @Ctx() { loaders }: GraphContext): Promise<Call | null> {
    return loaders.callByLocation.load(call);
  }
}

import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Call } from '../../domain/call.js';
import type { Note } from '../../domain/note.js';
import { CallType } from '../call/call.type.js';
import type { GraphContext } from '../loading/context.js';
import { encodeGlobalId } from '../relay/global-id.js';
import { ID_DESCRIPTION } from '../relay/node.type.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { noteHtml } from './note-html.js';
import { NoteType } from './note.type.js';
import { Costs } from '../cost/costs.js';
import { callOfNote } from '../cost/field-costs.js';

@Resolver(() => NoteType)
export class NoteResolver {
  @FieldResolver(() => ID, { description: ID_DESCRIPTION })
  id(@Root() { call, uuid }: Note): string {
    return encodeGlobalId({ type: 'Note', call, uuid });
  }

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

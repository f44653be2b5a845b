import { Field, ID, InterfaceType } from 'type-graphql';
import type { Call } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';

/** The entities that have a global id. */
export type Entity = Extension | Client | Call | Note;

@InterfaceType('Node', { description: 'Something that can be fetched again by its global id.' })
export abstract class NodeType {
  @Field(() => ID, { description: 'Opaque and stable, unique over all types and workspaces.' })
  declare readonly id: string;
}

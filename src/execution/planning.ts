import type { FieldNode, GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import type { Field, SelectedFields, Selecting } from './graphql-js.js';
import type { JsonWriter } from './json-writer.js';
import type { SerializedFragmentCache } from './fragment-cache.js';
import type { WriteSelection } from './run.js';

export type Resolve = GraphQLFieldResolver<unknown, unknown>;

/**
 * How to write something, and whether it is pure: whether its text depends only on its object and `seesPersonalData`.
 */
export interface Planned<Write> {
  readonly write: Write;
  readonly isPure: boolean;
}

/** The inputs and the state of planning one operation. */
export interface Planning extends Selecting {
  /** The resolvers of fields that aren't a property of their parent. */
  readonly resolvers: ReadonlyMap<Field, Resolve>;
  readonly pure: ReadonlySet<Field>;
  /** The fields whose resolvers ignore `info.path`. */
  readonly pathless: ReadonlySet<Field>;
  readonly writer: JsonWriter;
  /** Plans how to write an object of this type, with its keys in the order of graphql-js. */
  readonly planSelection: (type: GraphQLObjectType, fields: SelectedFields) => Planned<WriteSelection>;
  readonly fragmentCache: SerializedFragmentCache;
  /** The number of the next field that needs one. */
  nextNumber: number;
  /** The depth of the selection that is being planned: 1 for the root fields. */
  depth: number;
  /** Called for each field, once per type that it is selected on, with its depth and the nodes that select it. */
  readonly planned: (depth: number, nodes: readonly FieldNode[]) => void;
}

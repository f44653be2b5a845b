import type { FieldNode, GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import type { Field, SelectedFields, Selecting } from './graphql-js.js';
import type { JsonWriter } from './json-writer.js';
import type { SerializedFragmentCache } from './fragment-cache.js';
import type { WriteSelection } from './run.js';

export type Resolve = GraphQLFieldResolver<unknown, unknown>;

/** How something is written, and whether the object that it is selected of settles every field in it. */
export interface Planned<Write> {
  readonly write: Write;
  readonly isPure: boolean;
}

/** Where a field stands in an operation. */
export interface FieldPosition {
  readonly parent: GraphQLObjectType;
  readonly field: Field;
  /** Everything that the operation selects under the same key. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

/** What the plan of an operation is made from. */
export interface Planning extends Selecting {
  /** Of the fields that aren't a property of their parent. */
  readonly resolvers: ReadonlyMap<Field, Resolve>;
  readonly pure: ReadonlySet<Field>;
  /** Whose resolvers ignore `info.path`. */
  readonly pathless: ReadonlySet<Field>;
  readonly writer: JsonWriter;
  /** What is written of an object of this type, in the order of graphql-js. */
  readonly planSelection: (type: GraphQLObjectType, fields: SelectedFields) => Planned<WriteSelection>;
  readonly texts: SerializedFragmentCache;
  /** How many numbers have been given to fields. */
  counted: number;
  /** Of the selection that is being planned: 1 for the root fields. */
  depth: number;
  /** Is told of each field, once for every type that it may be asked of: its depth, and the nodes that select it. */
  readonly planned: (depth: number, nodes: readonly FieldNode[]) => void;
}

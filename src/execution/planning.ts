import type { FieldNode, GraphQLField, GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import type { ExecutionContext } from 'graphql/execution/execute.js';
import type { JsonWriter } from './json-writer.js';
import type { SerializedFragmentCache } from './fragment-cache.js';
import type { WriteSelection } from './run.js';

export type Field = GraphQLField<unknown, unknown>;
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
export interface Planning extends Pick<ExecutionContext, 'schema' | 'fragments' | 'variableValues'> {
  /** Of the fields that aren't a property of their parent. */
  readonly resolvers: ReadonlyMap<Field, Resolve>;
  readonly pure: ReadonlySet<Field>;
  readonly writer: JsonWriter;
  /** What is written of an object of this type, in the order of graphql-js. */
  readonly planSelection: (
    type: GraphQLObjectType,
    fields: ReadonlyMap<string, readonly FieldNode[]>,
  ) => Planned<WriteSelection>;
  readonly texts: SerializedFragmentCache;
  /** How many fields with arguments are planned. */
  counted: number;
}

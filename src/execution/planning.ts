import type { GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import type { Field, SelectedFields, Selecting } from './graphql-js.js';
import type { JsonWriter } from './json-writer.js';
import type { SerializedFragmentCache } from './fragment-cache.js';
import type { WriteSelection } from './run.js';

/**
 * How to write something, and whether it is pure: whether its text depends only on its object and `seesPersonalData`.
 */
export interface Planned<Write> {
  readonly write: Write;
  readonly isPure: boolean;
}

/**
 * The current resolvers of fields that aren't a property of their parent, and whether a field is pure. Apollo later
 * wraps every resolver, when it traces its first operation.
 */
export interface ResolvedFields {
  readonly resolvers: ReadonlyMap<Field, GraphQLFieldResolver<unknown, unknown>>;
  readonly isPure: (field: Field) => boolean;
}

/** The inputs and the state of planning one operation. */
export interface Planning extends Selecting, ResolvedFields {
  readonly writer: JsonWriter;
  /** Plans how to write an object of this type, with its keys in the order of graphql-js. */
  readonly planSelection: (type: GraphQLObjectType, fields: SelectedFields) => Planned<WriteSelection>;
  readonly fragmentCache: SerializedFragmentCache;
  /** The number of the next field that needs one. */
  nextNumber: number;
  readonly planned: () => void;
}

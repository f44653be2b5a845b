import {
  getArgumentValues,
  type ExecutionArgs,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import {
  buildExecutionContext,
  buildResolveInfo,
  getFieldDef,
  type ExecutionContext,
} from 'graphql/execution/execute.js';
import { pathToArray, type Path } from 'graphql/jsutils/Path.js';

/*
 * Everything that uses internals of graphql-js, which may change with any version. Written for graphql 16; README.md
 * says what another version needs.
 */

export type { Path };

export type Field = GraphQLField<unknown, unknown>;

/** A request whose operation and variables graphql-js has read. */
export type ReadRequest = ExecutionContext;

/** A field's position in an operation. */
export interface FieldPosition {
  readonly parent: GraphQLObjectType;
  readonly field: Field;
  /** All nodes that the operation selects under the same response key. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

/** The inputs of field selection. */
export type Selecting = Pick<ReadRequest, 'schema' | 'fragments' | 'variableValues'>;

/** The fields that an operation selects of a type, by response key and in response order. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** null if graphql-js rejects the request, for an unknown operation or a variable of the wrong type. */
export function readRequest(args: ExecutionArgs): ReadRequest | null {
  const read = buildExecutionContext(args);
  return 'schema' in read ? read : null;
}

/** undefined if the request has no such variable and the operation no default for it. */
export function variableOf({ variableValues }: ReadRequest, name: string): unknown {
  return variableValues[name];
}

/** The fields that a request selects of its operation's root type. */
export function rootFields(
  { schema, fragments, variableValues, operation }: Selecting & Pick<ReadRequest, 'operation'>,
  type: GraphQLObjectType,
): SelectedFields {
  return collectFields(schema, fragments, variableValues, type, operation.selectionSet);
}

/** The selected fields of the value of a field, for a value of this type. `nodes`: all nodes of the field. */
export function subfields(
  { schema, fragments, variableValues }: Selecting,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): SelectedFields {
  return collectSubfields(schema, fragments, variableValues, type, nodes);
}

/** The field of a node, including `__typename`, `__schema` and `__type`; null if the type has none of this name. */
export function fieldOf({ schema }: Selecting, parent: GraphQLObjectType, node: FieldNode): Field | null {
  return getFieldDef(schema, parent, node) ?? null;
}

/** A field's arguments; only the defaults without a request. Throws what graphql-js throws. */
export function argumentsOf(
  field: Field,
  node: FieldNode,
  request?: ReadRequest,
): Readonly<Record<string, unknown>> {
  return getArgumentValues(field, node, request?.variableValues);
}

/** The `info` argument of the resolver of a field at this path. */
export function resolveInfoOf(
  request: ReadRequest,
  { parent, field, nodes }: FieldPosition,
  path: Path,
): GraphQLResolveInfo {
  return buildResolveInfo(request, field, nodes, parent, path);
}

/** The path from the root to this key. */
export function responsePath(above: Path | undefined, key: string | number): readonly (string | number)[] {
  return pathToArray({ prev: above, key, typename: undefined });
}

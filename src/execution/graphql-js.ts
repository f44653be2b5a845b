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
 * Everything that is taken from within graphql-js, which promises nothing of it from one version to the next. Written for
 * graphql 16; README.md says what another version needs.
 */

export type { Path };

export type Field = GraphQLField<unknown, unknown>;

/** A request whose operation graphql-js has found, and whose variables it has read. */
export type ReadRequest = ExecutionContext;

/** What decides which fields are selected. */
export type Selecting = Pick<ReadRequest, 'schema' | 'fragments' | 'variableValues'>;

/** What an operation selects of a type, by the answer's keys, in their order. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** null for what graphql-js refuses: an unknown operation, a variable of the wrong type. */
export function readRequest(args: ExecutionArgs): ReadRequest | null {
  const read = buildExecutionContext(args);
  return 'schema' in read ? read : null;
}

/** undefined if the request has no such variable, and the operation no default for it. */
export function variableOf({ variableValues }: ReadRequest, name: string): unknown {
  return variableValues[name];
}

export function rootFields(
  { schema, fragments, variableValues, operation }: ReadRequest,
  type: GraphQLObjectType,
): SelectedFields {
  return collectFields(schema, fragments, variableValues, type, operation.selectionSet);
}

export function subfields(
  { schema, fragments, variableValues }: Selecting,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): SelectedFields {
  return collectSubfields(schema, fragments, variableValues, type, nodes);
}

/** The field that a node names, `__typename`, `__schema` and `__type` included; null if the type has none of this name. */
export function fieldOf({ schema }: Selecting, parent: GraphQLObjectType, node: FieldNode): Field | null {
  return getFieldDef(schema, parent, node) ?? null;
}

/** A field's arguments; without a request only the defaults. Throws what graphql-js throws. */
export function argumentsOf(
  field: Field,
  node: FieldNode,
  request?: ReadRequest,
): Readonly<Record<string, unknown>> {
  return getArgumentValues(field, node, request?.variableValues);
}

export function resolveInfoOf(
  request: ReadRequest,
  { parent, field, nodes }: FieldInType,
  path: Path,
): GraphQLResolveInfo {
  return buildResolveInfo(request, field, nodes, parent, path);
}

interface FieldInType {
  readonly parent: GraphQLObjectType;
  readonly field: Field;
  readonly nodes: readonly FieldNode[];
}

/** From the root down to this key. */
export function responsePath(above: Path | undefined, key: string | number): readonly (string | number)[] {
  return pathToArray({ prev: above, key, typename: undefined });
}

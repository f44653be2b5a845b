import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isListType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { fieldOf, subfields, type SelectedFields, type Selecting } from '../../execution/graphql-js.js';

/** A field as it is executed: selections with the same response name are merged, and fragments are inlined. */
export interface PlannedField {
  /** Its response name. */
  readonly key: string;
  /** The type of its parent. */
  readonly parent: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The first of the selections; all have the same arguments. */
  readonly node: FieldNode;
  readonly isList: boolean;
  /** The selected fields of its value, for each type that it may have; empty for a leaf. */
  readonly fields: readonly PlannedField[];
}

/** These fields of an object, and everything that they select. */
export function planSelected(
  source: Selecting,
  parent: GraphQLObjectType,
  selected: SelectedFields,
): readonly PlannedField[] {
  return [...selected].flatMap(([key, nodes]) => {
    const [node] = nodes;
    const definition = node && fieldOf(source, parent, node);
    if (node === undefined || !definition) return [];
    const isList = isListType(getNullableType(definition.type));
    const fields = planFields(source, getNamedType(definition.type), nodes);
    return { key, parent: parent.name, definition, node, isList, fields };
  });
}

/** The fields that nodes of a valid document select of a value of this type, separately for each type that it may have. */
export function planFields(
  source: Selecting,
  type: GraphQLNamedType,
  nodes: readonly FieldNode[],
): readonly PlannedField[] {
  const own = isObjectType(type) ? [type] : [];
  const types = isAbstractType(type) ? source.schema.getPossibleTypes(type) : own;
  return types.flatMap((each) => planSelected(source, each, selectedOf(() => subfields(source, each, nodes))));
}

/** Selected fields; none if a condition is null, because graphql-js then executes none of them. */
export function selectedOf(collect: () => SelectedFields): SelectedFields {
  try {
    return collect();
  } catch (error) {
    if (error instanceof GraphQLError) return new Map();
    throw error;
  }
}

import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { costsOf, lengthOf, type Costs } from './costs.js';
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
  readonly costs: Costs;
  /** The assumed length of its value: 1 if it isn't a list. */
  readonly length: number;
  /** The selected fields of its value, for each type that it may have; empty for a leaf. */
  readonly fields: readonly PlannedField[];
}

/** The fields of an object that `collect` returns, and everything that they select. */
export function planSelected(
  source: Selecting,
  parent: GraphQLObjectType,
  collect: () => SelectedFields,
): readonly PlannedField[] {
  return [...collected(collect)].flatMap(([key, nodes]) => {
    const [node] = nodes;
    const definition = node && fieldOf(source, parent, node);
    if (node === undefined || !definition) return [];
    const { name } = parent;
    const fields = planFields(source, getNamedType(definition.type), nodes);
    const [costs, length] = [costsOf(definition), lengthOf(name, definition)];
    return { key, parent: name, definition, node, costs, length, fields };
  });
}

/** None if a condition is null, because graphql-js then executes none of them. */
function collected(collect: () => SelectedFields): SelectedFields {
  try {
    return collect();
  } catch (error) {
    if (error instanceof GraphQLError) return new Map();
    throw error;
  }
}

/** The fields that nodes of a valid document select of a value of this type, separately for each type that it may have. */
export function planFields(
  source: Selecting,
  type: GraphQLNamedType,
  nodes: readonly FieldNode[],
): readonly PlannedField[] {
  const own = isObjectType(type) ? [type] : [];
  const types = isAbstractType(type) ? source.schema.getPossibleTypes(type) : own;
  return types.flatMap((each) => planSelected(source, each, () => subfields(source, each, nodes)));
}

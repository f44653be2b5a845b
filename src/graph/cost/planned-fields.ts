import {
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field as it is executed: selections with the same response name are merged, and fragments are inlined. */
export interface PlannedField {
  /** Its response name. */
  readonly key: string;
  /** The type that it is selected on. */
  readonly parent: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The first of the selections; all have the same arguments. */
  readonly node: FieldNode;
  readonly isList: boolean;
  /** The selected fields of its value; null if the value is a leaf. */
  readonly fields: readonly PlannedField[] | null;
}

export interface PlanSource {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>;
  /** Only variables of `@skip` and `@include` matter. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The fields that valid selections request of a value of this type. Fields that are selected on different types are
 * separate entries, even with the same response name.
 */
export function planFields(
  source: PlanSource,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): readonly PlannedField[] {
  const groups = new Map<string, { type: GraphQLCompositeType; nodes: FieldNode[] }>();
  const spread = new Set<string>();

  function collect(selectionSet: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of selectionSet.selections) {
      if (!isIncluded(selection, source)) continue;
      if (selection.kind === Kind.FIELD) {
        const group = `${parent.name} ${(selection.alias ?? selection.name).value}`;
        const known = groups.get(group);
        if (known === undefined) groups.set(group, { type: parent, nodes: [selection] });
        else known.nodes.push(selection);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : unspread(selection.name.value);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition && source.schema.getType(fragment.typeCondition.name.value);
      collect(fragment.selectionSet, isCompositeType(condition) ? condition : parent);
    }
  }

  function unspread(name: string): FragmentDefinitionNode | undefined {
    if (spread.has(name)) return undefined;
    spread.add(name);
    return source.fragments[name];
  }

  for (const selectionSet of selectionSets) collect(selectionSet, type);
  return [...groups.values()].flatMap((group) => planned(source, group.type, group.nodes) ?? []);
}

function planned(
  source: PlanSource,
  parent: GraphQLCompositeType,
  nodes: readonly FieldNode[],
): PlannedField | null {
  const [node] = nodes;
  const definition = node && fieldOf(parent, node.name.value);
  if (node === undefined || definition === undefined) return null;
  const type = getNamedType(definition.type);
  return {
    key: (node.alias ?? node.name).value,
    parent: parent.name,
    definition,
    node,
    isList: isListType(getNullableType(definition.type)),
    fields: isCompositeType(type)
      ? planFields(
          source,
          type,
          nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
        )
      : null,
  };
}

function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef];
  const isOwn = isObjectType(type) || isInterfaceType(type);
  return (isOwn ? type.getFields()[name] : undefined) ?? meta.find((field) => field.name === name);
}

function isIncluded(selection: SelectionNode, { variables }: PlanSource): boolean {
  if (selection.directives === undefined || selection.directives.length === 0) return true;
  try {
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
    return skip?.['if'] !== true && include?.['if'] !== false;
  } catch (error) {
    // A null condition: graphql-js fails its whole selection set without executing it.
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}

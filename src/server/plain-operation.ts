import {
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
  type VariableDefinitionNode,
  type VariableNode,
  valueFromAST,
} from 'graphql';

/** The scalar of every variable of a plain operation: its values are taken as they are. */
export const COERCED = 'Coerced';

/** An operation without conditions, and without defaults or literals for its arguments. */
export interface PlainOperation {
  /** The operation alone, with the document's fragments. */
  readonly document: DocumentNode;
  /** What stood in the arguments; each is a variable now. */
  readonly literals: readonly Literal[];
}

export interface Literal {
  /** Holds a `$`, so that no variable of the document has the same name. */
  readonly variable: string;
  readonly value: ValueNode;
  readonly type: GraphQLInputType;
}

type Variables = Readonly<Record<string, unknown>>;

/** The variables of an operation on which `@skip` and `@include` depend. */
export function conditionVariables(
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ arguments: [condition] = [] }) {
      if (condition?.value.kind === Kind.VARIABLE) names.add(condition.value.name.value);
    },
  });
  return variableDefinitions.map(({ variable }) => variable.name.value).filter((name) => names.has(name));
}

/** A valid operation as it is where the variables have these values, of which only those of conditions count. */
export function plainOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): PlainOperation {
  const literals: Literal[] = [];
  const typeInfo = new TypeInfo(schema);

  const whereIncluded = <Node extends { readonly directives?: readonly DirectiveNode[] }>(node: Node) =>
    isIncluded(node.directives ?? [], variables) ? { ...node, directives: [] } : null;

  const plain: DocumentNode = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      OperationDefinition: { enter: (node) => (node === operation ? undefined : null) },
      VariableDefinition: { enter: ({ variable }) => definitionOf(variable) },
      Field: { enter: whereIncluded },
      InlineFragment: { enter: whereIncluded },
      FragmentSpread: { enter: whereIncluded },
      Argument: {
        enter(node) {
          const type = typeInfo.getInputType();
          if (node.value.kind === Kind.VARIABLE || !type) return undefined;
          const variable = `$${literals.length}`;
          literals.push({ variable, value: node.value, type });
          return { ...node, value: variableNamed(variable) };
        },
      },
    }),
  );

  const definitions = plain.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? {
          ...definition,
          variableDefinitions: [
            ...(definition.variableDefinitions ?? []),
            ...literals.map(({ variable }) => definitionOf(variableNamed(variable))),
          ],
        }
      : definition,
  );
  return { document: { ...plain, definitions }, literals };
}

/** The values of literals, by their variables; null where one isn't a value of its type with these variables. */
export function literalValues(literals: readonly Literal[], variables: Variables): Variables | null {
  const values: Record<string, unknown> = {};
  for (const { variable, value, type } of literals) {
    const read: unknown = valueFromAST(value, type, variables);
    if (read === undefined) return null;
    values[variable] = read;
  }
  return values;
}

function isIncluded(directives: readonly DirectiveNode[], variables: Variables): boolean {
  return directives.every(({ name, arguments: [condition] = [] }) => {
    if (name.value === 'skip') return valueOf(condition?.value, variables) !== true;
    if (name.value === 'include') return valueOf(condition?.value, variables) !== false;
    return true;
  });
}

function valueOf(node: ValueNode | undefined, variables: Variables): unknown {
  if (node?.kind === Kind.VARIABLE) return variables[node.name.value];
  return node?.kind === Kind.BOOLEAN ? node.value : undefined;
}

function definitionOf(variable: VariableNode): VariableDefinitionNode {
  const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED } } as const;
  return { kind: Kind.VARIABLE_DEFINITION, variable, type };
}

function variableNamed(name: string): VariableNode {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
}

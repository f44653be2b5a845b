import { Kind, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';

export interface Outcomes<Value> {
  /** The variables on which `@skip` and `@include` depend. */
  readonly conditions: readonly string[];
  /** By the values of these variables. */
  readonly byOutcome: Map<string, Value>;
}

/** Caches something for each outcome of an operation's conditions, as long as its document. */
export function createOutcomeCache<Value>() {
  const known = new WeakMap<OperationDefinitionNode, Outcomes<Value>>();

  return (document: DocumentNode, operation: OperationDefinitionNode): Outcomes<Value> => {
    const cached = known.get(operation);
    if (cached !== undefined) return cached;
    const outcomes = {
      conditions: conditionVariables(document, operation),
      byOutcome: new Map<string, Value>(),
    };
    known.set(operation, outcomes);
    return outcomes;
  };
}

function conditionVariables(
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ arguments: [condition] = [] }) {
      if (condition?.value.kind === Kind.VARIABLE) names.add(condition.value.name.value);
    },
  });
  return variableDefinitions.map(({ variable }) => variable.name.value).filter((name) => names.has(name));
}

import {
  getVariableValues,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { VisibleWorkspaces } from '../../graph/cost/field-cost.js';
import { estimateCost, type ArgumentsAt, type Estimate, type ValuesAt } from '../../graph/cost/estimate.js';
import { planSelected, type PlannedField } from '../../graph/cost/planned-fields.js';
import { rootFields } from '../../execution/graphql-js.js';
import { createOutcomeCache } from '../../execution/outcome-cache.js';
import type { CountBytes } from '../document-cache.js';

/** The operation to estimate, of a valid document that is within the document's limits. */
export interface EstimateInput {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As sent by the client. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same as graphql-js has read them, if it already has. */
  readonly coerced?: Readonly<Record<string, unknown>>;
  readonly workspaces: VisibleWorkspaces;
}

/**
 * Estimates the maximum cost of an operation; null if its variables don't have their types, so that it isn't executed.
 * Throws a LimitError if a list in its arguments is too long. `argumentsAt` changes the arguments.
 */
export type EstimateOperation = (
  input: EstimateInput,
  argumentsAt?: ArgumentsAt,
  valuesAt?: ValuesAt,
) => Estimate | null;

/** Bytes of a planned field, of a cached plan, and of a character. */
const FIELD = 150;
const ENTRY = 300;
const CHARACTER = 2;

/**
 * Plans an operation once for each outcome of its conditions, as long as its document is cached. Reports the bytes of
 * cached plans to `count`.
 */
export function createEstimates(
  schema: GraphQLSchema,
  count: CountBytes = () => undefined,
): EstimateOperation {
  const outcomesOf = createOutcomeCache<readonly PlannedField[]>();

  function planOf(input: EstimateInput, variables: EstimateInput['variables']): readonly PlannedField[] {
    const { conditions, byOutcome } = outcomesOf(input.document, input.operation);
    const outcome = conditions.map((name) => String(variables[name])).join(' ');
    const known = byOutcome.get(outcome);
    if (known !== undefined) return known;
    const plan = collectPlannedFields(schema, input, variables);
    byOutcome.set(outcome, plan);
    count(input.document, ENTRY + CHARACTER * outcome.length + bytesOf(plan));
    return plan;
  }

  function coercedBy({ operation, variables }: EstimateInput): EstimateInput['coerced'] {
    return getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
      .coerced;
  }

  return (input, argumentsAt, valuesAt) => {
    const coerced = input.coerced ?? coercedBy(input);
    if (coerced === undefined) return null;
    const plan = planOf(input, coerced);
    return estimateCost(plan, coerced, input.workspaces, argumentsAt, valuesAt);
  };
}

function bytesOf(fields: readonly PlannedField[]): number {
  return fields.reduce((sum, field) => sum + FIELD + bytesOf(field.fields), 0);
}

function collectPlannedFields(
  schema: GraphQLSchema,
  { document, operation }: EstimateInput,
  variableValues: EstimateInput['variables'],
): readonly PlannedField[] {
  const fragments = Object.fromEntries(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const type = schema.getRootType(operation.operation);
  const source = { schema, fragments, variableValues, operation };
  return type ? planSelected(source, type, () => rootFields(source, type)) : [];
}

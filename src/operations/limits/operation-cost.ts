import {
  getVariableValues,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ArchiveCoverage } from '../../domain/archive/call-archive.js';
import { HOUR } from '../../domain/interval.js';
import type { Archives } from '../../graph/cost/field-cost.js';
import { estimateCost, type ArgumentsAt, type Estimate, type ValuesAt } from '../../graph/cost/estimate.js';
import { planFields, type PlannedField } from '../../graph/cost/planned-fields.js';
import type { GraphContext } from '../../graph/loading/context.js';
import { conditionVariables } from '../../execution/condition-variables.js';
import type { CountBytes } from '../document-cache.js';

/** The operation to estimate, of a valid document that is within the document's limits. */
export interface EstimateInput {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** As sent by the client. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same as graphql-js has read them, if it already has. */
  readonly coerced?: Readonly<Record<string, unknown>>;
  /** The workspaces that the caller sees. */
  readonly workspaces: readonly string[];
  /** Their archives; none if absent. */
  readonly archives?: Archives;
}

/** The workspaces that an operation may see, and their archives. */
export function visibleIn({
  workspaces,
}: Pick<GraphContext, 'workspaces'>): Pick<EstimateInput, 'workspaces' | 'archives'> {
  const archives: Archives = (workspace) => workspaces.get(workspace)?.calls?.archived;
  return { workspaces: [...workspaces.keys()], archives };
}

/**
 * Estimates the maximum cost of an operation; null if its variables don't have their types, so that it isn't executed.
 * Throws a LimitError if a list in its arguments is too long. `argumentsAt` changes the arguments and bypasses the
 * cache.
 */
export type EstimateOperation = (
  input: EstimateInput,
  argumentsAt?: ArgumentsAt,
  valuesAt?: ValuesAt,
) => Estimate | null;

interface Plans {
  readonly conditions: readonly string[];
  readonly byOutcome: LRUCache<string, readonly PlannedField[]>;
  /** By variables, workspaces and archived intervals. */
  readonly estimates: LRUCache<string, Estimate>;
}

/** Bytes of a planned field, of a cached plan or estimate, of each part of an estimate, and of a character. */
const FIELD = 150;
const ENTRY = 300;
const PART = 150;
const CHARACTER = 2;
/** Maximum cached plans of an operation, by outcome of its conditions. */
const OUTCOMES = 8;
/** Maximum cached estimates of an operation, and maximum length of their keys. */
const ESTIMATES = 32;
const MAX_KEY = 500;

/**
 * Plans an operation once for each outcome of its conditions, as long as its document is cached. Reports the bytes of
 * cached plans and estimates to `count`.
 */
export function createEstimates(
  schema: GraphQLSchema,
  count: CountBytes = () => undefined,
): EstimateOperation {
  const plansByOperation = new WeakMap<OperationDefinitionNode, Plans>();

  function plansOf({ document, operation }: EstimateInput): Plans {
    const known = plansByOperation.get(operation);
    if (known !== undefined) return known;
    const conditions = conditionVariables(document, operation);
    const plans: Plans = {
      conditions,
      byOutcome: new LRUCache({
        max: OUTCOMES,
        maxSize: Number.MAX_SAFE_INTEGER,
        sizeCalculation: (fields, key) => ENTRY + CHARACTER * key.length + bytesOf(fields),
      }),
      estimates: new LRUCache({
        max: ESTIMATES,
        maxSize: Number.MAX_SAFE_INTEGER,
        sizeCalculation: ({ parts }, key) => ENTRY + CHARACTER * key.length + PART * parts.length,
      }),
    };
    plansByOperation.set(operation, plans);
    return plans;
  }

  function keep<V extends object>(
    cache: LRUCache<string, V>,
    key: string,
    value: V,
    { document }: EstimateInput,
  ): void {
    const before = cache.calculatedSize;
    cache.set(key, value);
    if (cache.calculatedSize !== before) count(document, cache.calculatedSize - before);
  }

  function planOf(input: EstimateInput, variables: EstimateInput['variables']): readonly PlannedField[] {
    const { conditions, byOutcome } = plansOf(input);
    const outcome = conditions.map((name) => String(variables[name])).join(' ');
    const known = byOutcome.get(outcome);
    const plan = known ?? collectPlannedFields(schema, input, variables);
    if (known === undefined) keep(byOutcome, outcome, plan, input);
    return plan;
  }

  function coercedBy({ operation, variables }: EstimateInput): EstimateInput['coerced'] {
    return getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
      .coerced;
  }

  function estimateAnew(
    input: EstimateInput,
    argumentsAt?: ArgumentsAt,
    valuesAt?: ValuesAt,
  ): Estimate | null {
    const coerced = input.coerced ?? coercedBy(input);
    if (coerced === undefined) return null;
    return estimateCost(
      planOf(input, coerced),
      coerced,
      input.workspaces,
      input.archives,
      argumentsAt,
      valuesAt,
    );
  }

  return (input, argumentsAt, valuesAt) => {
    if (argumentsAt !== undefined) return estimateAnew(input, argumentsAt, valuesAt);
    const { estimates } = plansOf(input);
    const key = keyOf(input);
    if (key === null || key.length > MAX_KEY) return estimateAnew(input);
    const known = estimates.get(key);
    const estimate = known ?? estimateAnew(input);
    if (known === undefined && estimate !== null) keep(estimates, key, estimate, input);
    return estimate;
  };
}

function bytesOf(fields: readonly PlannedField[]): number {
  return fields.reduce((sum, field) => sum + FIELD + bytesOf(field.fields ?? []), 0);
}

/** null if a variable is a bigint, which JSON can't represent and no scalar accepts. */
function keyOf({ variables, workspaces, archives }: EstimateInput): string | null {
  try {
    const archived = workspaces.map((workspace) => archivedHours(archives?.(workspace)));
    return JSON.stringify([workspaces, variables, archived]);
  } catch {
    return null;
  }
}

/** Part of an estimate's key: changes when the archive may change the estimate. */
function archivedHours(archive: ArchiveCoverage | undefined): readonly number[] {
  return archive?.intervals().flatMap(({ start, end }) => [start, Math.floor(end / HOUR)]) ?? [];
}

function collectPlannedFields(
  schema: GraphQLSchema,
  { document, operation }: EstimateInput,
  variables: EstimateInput['variables'],
): readonly PlannedField[] {
  const fragments = Object.fromEntries(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const type = schema.getRootType(operation.operation);
  return type ? planFields({ schema, fragments, variables }, type, [operation.selectionSet]) : [];
}

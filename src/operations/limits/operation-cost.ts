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

/** An operation of a valid document that is within the document's limits. */
export interface Asked {
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
}: Pick<GraphContext, 'workspaces'>): Pick<Asked, 'workspaces' | 'archives'> {
  const archives: Archives = (workspace) => workspaces.get(workspace)?.calls?.archived;
  return { workspaces: [...workspaces.keys()], archives };
}

/**
 * Estimates the maximum cost of an operation; null if its variables don't have their types, so that it isn't executed.
 * Throws a LimitError if a list in its arguments is too long. `argumentsAt` changes the arguments and bypasses the
 * cache.
 */
export type EstimateOperation = (
  asked: Asked,
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
const KEPT_TEXT = 500;

/**
 * Plans an operation once for each outcome of its conditions, as long as its document is cached. Reports the bytes of
 * cached plans and estimates to `count`.
 */
export function createEstimates(
  schema: GraphQLSchema,
  count: CountBytes = () => undefined,
): EstimateOperation {
  const kept = new WeakMap<OperationDefinitionNode, Plans>();

  function plansOf({ document, operation }: Asked): Plans {
    const known = kept.get(operation);
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
    kept.set(operation, plans);
    return plans;
  }

  function keep<V extends object>(
    cache: LRUCache<string, V>,
    key: string,
    value: V,
    { document }: Asked,
  ): void {
    const before = cache.calculatedSize;
    cache.set(key, value);
    if (cache.calculatedSize !== before) count(document, cache.calculatedSize - before);
  }

  function planOf(asked: Asked, variables: Asked['variables']): readonly PlannedField[] {
    const { conditions, byOutcome } = plansOf(asked);
    const outcome = conditions.map((name) => String(variables[name])).join(' ');
    const known = byOutcome.get(outcome);
    const plan = known ?? collectPlannedFields(schema, asked, variables);
    if (known === undefined) keep(byOutcome, outcome, plan, asked);
    return plan;
  }

  function coercedBy({ operation, variables }: Asked): Asked['coerced'] {
    return getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
      .coerced;
  }

  function estimateAnew(asked: Asked, argumentsAt?: ArgumentsAt, valuesAt?: ValuesAt): Estimate | null {
    const coerced = asked.coerced ?? coercedBy(asked);
    if (coerced === undefined) return null;
    return estimateCost(
      planOf(asked, coerced),
      coerced,
      asked.workspaces,
      asked.archives,
      argumentsAt,
      valuesAt,
    );
  }

  return (asked, argumentsAt, valuesAt) => {
    if (argumentsAt !== undefined) return estimateAnew(asked, argumentsAt, valuesAt);
    const { estimates } = plansOf(asked);
    const key = keyOf(asked);
    if (key === null || key.length > KEPT_TEXT) return estimateAnew(asked);
    const known = estimates.get(key);
    const estimate = known ?? estimateAnew(asked);
    if (known === undefined && estimate !== null) keep(estimates, key, estimate, asked);
    return estimate;
  };
}

function bytesOf(fields: readonly PlannedField[]): number {
  return fields.reduce((sum, field) => sum + FIELD + bytesOf(field.fields ?? []), 0);
}

/** null if a variable is a bigint, which JSON can't represent and no scalar accepts. */
function keyOf({ variables, workspaces, archives }: Asked): string | null {
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
  { document, operation }: Asked,
  variables: Asked['variables'],
): readonly PlannedField[] {
  const fragments = Object.fromEntries(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const type = schema.getRootType(operation.operation);
  return type ? planFields({ schema, fragments, variables }, type, [operation.selectionSet]) : [];
}

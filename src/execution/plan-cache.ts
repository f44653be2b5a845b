import type { DocumentNode, GraphQLSchema } from 'graphql';
import { variableOf, type Field, type ReadRequest } from './graphql-js.js';
import { JsonWriter } from './json-writer.js';
import { SerializedFragmentCache } from './fragment-cache.js';
import { createOperationPlan, resolvedFields, type OperationPlan } from './operation-plan.js';
import { createOutcomeCache } from './outcome-cache.js';

/** Maximum planned fields of an operation: planning takes some microseconds for each. */
const MAX_FIELDS = 1_000;
const TOO_LARGE = new Error('the operation has too many fields to plan');
/** Bytes of a planned field, and of an entry for an operation without its plan, as measured in V8's heap. */
const FIELD = 1_750;
const MARK = 300;

/** The plan of a valid query; null if it can't be planned. */
export type PlanCache = (document: DocumentNode, request: ReadRequest) => OperationPlan | null;

/**
 * Caches the plans of queries as long as their documents, and calls `count` with their bytes. `isPure`: whether a
 * field's value depends only on its parent and `seesPersonalData`.
 */
export function createPlanCache(
  schema: GraphQLSchema,
  isPure: (field: Field) => boolean,
  count: (document: DocumentNode, bytes: number) => void,
): PlanCache {
  const fields = resolvedFields(schema, isPure);
  const fragmentCache = new SerializedFragmentCache(new JsonWriter());
  const outcomesOf = createOutcomeCache<OperationPlan | null>();

  /** null if the operation has too many fields. */
  function plan(document: DocumentNode, request: ReadRequest): OperationPlan | null {
    let size = 0;
    try {
      const operationPlan = createOperationPlan(request, fields, fragmentCache, () => {
        size += 1;
        if (size > MAX_FIELDS) throw TOO_LARGE;
      });
      count(document, FIELD * size);
      return operationPlan;
    } catch (error) {
      if (error !== TOO_LARGE) throw error;
      return null;
    }
  }

  return (document, request) => {
    const { conditions, byOutcome } = outcomesOf(document, request.operation);
    const outcomes = conditions.map((name) => variableOf(request, name));
    if (!outcomes.every((outcome) => typeof outcome === 'boolean')) return null;
    const key = outcomes.join(' ');
    const known = byOutcome.get(key);
    if (known !== undefined) return known;
    const created = plan(document, request);
    byOutcome.set(key, created);
    count(document, MARK + key.length);
    return created;
  };
}

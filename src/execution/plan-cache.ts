import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { variableOf, type Field, type ReadRequest } from './graphql-js.js';
import { JsonWriter } from './json-writer.js';
import { SerializedFragmentCache } from './fragment-cache.js';
import { createOperationPlan, resolvedFields, type OperationPlan } from './operation-plan.js';
import { createOutcomeCache } from './outcome-cache.js';

/** Limit on the sum of the depths of all planned nodes. At some microseconds each, planning takes at most 20 ms. */
const MAX_COST = 2_000;
/** Of a selection that is read to find the nodes, whether or not they are of its type. */
const COST_OF_READING = 0.5;
const TOO_LARGE = new Error('the operation takes too long to plan');
/** Bytes of a planned field, and of an entry for an operation without its plan, as measured in V8's heap. */
const FIELD = 1_750;
const MARK = 300;

/** 'seen': was requested once; 'refused': takes too long to plan. */
type CachedPlan = OperationPlan | 'seen' | 'refused';

export interface PlanCache {
  /**
   * The plan of a valid query; null on its first request, because many documents are requested only once, and if it
   * can't be planned.
   */
  of(document: DocumentNode, request: ReadRequest): OperationPlan | null;
}

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
  const outcomesOf = createOutcomeCache<CachedPlan>();

  function plan(document: DocumentNode, request: ReadRequest): CachedPlan {
    let [cost, size] = [0, 0];
    try {
      const operationPlan = createOperationPlan(request, fields, fragmentCache, (depth, nodes) => {
        size += 1;
        cost += depth * nodes.length + COST_OF_READING * selectionsIn(nodes, request);
        if (cost > MAX_COST) throw TOO_LARGE;
      });
      count(document, FIELD * size);
      return operationPlan;
    } catch (error) {
      if (error !== TOO_LARGE) throw error;
      return 'refused';
    }
  }

  return {
    of(document, request) {
      const { conditions, byOutcome } = outcomesOf(document, request.operation);
      const outcomes = conditions.map((name) => variableOf(request, name));
      if (!outcomes.every((outcome) => typeof outcome === 'boolean')) return null;
      const key = outcomes.join(' ');
      const known = byOutcome.get(key);
      if (typeof known === 'function') return known;
      const next = known === undefined ? 'seen' : known === 'seen' ? plan(document, request) : known;
      if (known === undefined) count(document, MARK + key.length);
      if (next !== known) byOutcome.set(key, next);
      return typeof next === 'function' ? next : null;
    },
  };
}

/** The number of selections that are read to collect the subfields of these nodes: those of each fragment once. */
function selectionsIn(nodes: readonly FieldNode[], { fragments }: ReadRequest): number {
  const spread = new Set<string>();
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  let count = 0;
  // Includes the sets that are added on the way.
  for (const set of sets) {
    for (const selection of set?.selections ?? []) {
      count += 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) sets.push(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || spread.has(selection.name.value)) continue;
      spread.add(selection.name.value);
      sets.push(fragments[selection.name.value]?.selectionSet);
    }
  }
  return count;
}

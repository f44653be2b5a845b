import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { ExecutionContext } from 'graphql/execution/execute.js';
import { compilationCost } from './plan-cost.js';
import { conditionVariables } from './condition-variables.js';
import { JsonWriter } from './json-writer.js';
import { RecordTexts } from './fragment-cache.js';
import { planOperation, resolvedFields, type OperationPlan } from './operation-plan.js';
import type { Field } from './planning.js';

/** A cost unit takes some microseconds to plan: nobody waits longer than 20 ms. */
const MAX_COST = 2_000;
/** Bytes of a planned field, and of what stands for an operation that isn't planned, as measured in V8's heap. */
const FIELD = 1_750;
const MARK = 300;

/** 'seen': came once; 'refused': takes too long to plan. */
type Compilation = OperationPlan | 'seen' | 'refused';

export interface Compilations {
  /**
   * The plan of a valid query; null where it comes for the first time, as many documents come but once, and
   * where it isn't to be planned.
   */
  of(document: DocumentNode, request: ExecutionContext): OperationPlan | null;
}

/**
 * Keeps the plans of queries as long as their documents; `count` is told of their bytes, `isSettled` says of which
 * fields the parent alone decides the value.
 */
export function createCompilations(
  schema: GraphQLSchema,
  isSettled: (field: Field) => boolean,
  count: (document: DocumentNode, bytes: number) => void,
): Compilations {
  const fields = resolvedFields(schema, isSettled);
  const texts = new RecordTexts(new JsonWriter());
  const conditions = new WeakMap<OperationDefinitionNode, readonly string[]>();
  const kept = new WeakMap<DocumentNode, Map<string, Compilation>>();

  function conditionsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
    const known = conditions.get(operation) ?? conditionVariables(document, operation);
    conditions.set(operation, known);
    return known;
  }

  function compile(document: DocumentNode, request: ExecutionContext): Compilation {
    const extent = compilationCost(schema, document, request.operation);
    if (extent.depths > MAX_COST) return 'refused';
    count(document, FIELD * extent.fields);
    return planOperation(request, fields, texts);
  }

  function compilationsOf(document: DocumentNode): Map<string, Compilation> {
    const known = kept.get(document) ?? new Map<string, Compilation>();
    kept.set(document, known);
    return known;
  }

  return {
    of(document, request) {
      const { operation, variableValues } = request;
      const outcomes = conditionsOf(document, operation).map((name) => variableValues[name]);
      if (!outcomes.every((outcome) => typeof outcome === 'boolean')) return null;
      const key = [operation.name?.value ?? '', ...outcomes].join(' ');
      const compilations = compilationsOf(document);
      const known = compilations.get(key);
      if (typeof known === 'function') return known;
      const next = known === undefined ? 'seen' : known === 'seen' ? compile(document, request) : known;
      if (known === undefined) count(document, MARK + key.length);
      if (next !== known) compilations.set(key, next);
      return typeof next === 'function' ? next : null;
    },
  };
}

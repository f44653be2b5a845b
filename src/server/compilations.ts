import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { ExecutionContext } from 'graphql/execution/execute.js';
import { LRUCache } from 'lru-cache';
import { compilationCost } from './compilation-cost.js';
import { conditionVariables } from './condition-variables.js';
import { JsonWriter } from './execution/json-writer.js';
import { RecordTexts } from './execution/record-texts.js';
import { planOperation, resolvedFields, type OperationPlan } from './execution/operation-plan.js';

/** A cost unit takes some microseconds to plan: nobody waits longer than 20 ms. */
const MAX_COST = 2_000;
const MAX_KEPT_COST = 100_000;
/** What stands for an operation that isn't planned costs as much, with its key, as some fields. */
const MARK_COST = 20;

interface Compilation {
  readonly plan: OperationPlan;
  readonly cost: number;
}

export interface Compilations {
  /**
   * The plan of a valid query; null where it comes for the first time, as many documents come but once, and
   * where it isn't to be planned. `hash` names the document.
   */
  of(hash: string, document: DocumentNode, request: ExecutionContext): OperationPlan | null;
}

/** Keeps the plans of the queries that were used last. */
export function createCompilations(schema: GraphQLSchema): Compilations {
  const fields = resolvedFields(schema);
  const texts = new RecordTexts(new JsonWriter());
  const conditions = new WeakMap<OperationDefinitionNode, readonly string[]>();
  const kept = new LRUCache<string, Compilation | 'seen' | 'refused'>({
    maxSize: MAX_KEPT_COST,
    sizeCalculation: (entry) => (typeof entry === 'string' ? MARK_COST : MARK_COST + entry.cost),
  });

  function conditionsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
    const known = conditions.get(operation) ?? conditionVariables(document, operation);
    conditions.set(operation, known);
    return known;
  }

  function compile(document: DocumentNode, request: ExecutionContext): Compilation | 'refused' {
    const cost = compilationCost(schema, document, request.operation);
    return cost > MAX_COST ? 'refused' : { plan: planOperation(request, fields, texts), cost };
  }

  return {
    of(hash, document, request) {
      const { operation, variableValues } = request;
      const outcomes = conditionsOf(document, operation).map((name) => variableValues[name]);
      if (!outcomes.every((outcome) => typeof outcome === 'boolean')) return null;
      const key = [hash, operation.name?.value ?? '', ...outcomes].join(' ');
      const known = kept.get(key);
      if (typeof known === 'object') return known.plan;
      const next = known === undefined ? 'seen' : known === 'seen' ? compile(document, request) : known;
      if (next !== known) kept.set(key, next);
      return typeof next === 'object' ? next.plan : null;
    },
  };
}

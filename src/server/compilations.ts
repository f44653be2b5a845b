import {
  extendSchema,
  parse,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { compilationCost } from './compilation-cost.js';
import { COERCED, conditionVariables, plainOperation, type Literal } from './plain-operation.js';

/** A cost unit takes about 10 µs to compile: nobody waits longer than 20 ms. */
const MAX_COST = 2_000;
const MAX_KEPT_COST = 100_000;
/** What stands for an operation that isn't compiled costs as much, with its key, as some fields. */
const MARK_COST = 20;

/** An operation as code, for variables as graphql-js coerces them together with the literals' values. */
export interface Compilation {
  readonly query: CompiledQuery['query'];
  readonly literals: readonly Literal[];
  readonly cost: number;
}

export interface Compilations {
  /**
   * The code of a valid query with these variables; null where it comes for the first time, as many
   * documents come but once, and where it isn't to be compiled. `hash` names the document.
   */
  of(
    hash: string,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): Compilation | null;
}

/** Keeps the code of the queries that were used last. */
export function createCompilations(schema: GraphQLSchema): Compilations {
  // A copy, as Apollo gives every field of its schema a resolver when graphql-js executes something.
  const compiledSchema = extendSchema(schema, parse(`scalar ${COERCED}`), { assumeValid: true });
  const resolverInfoEnricher = () => ({ schema });
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

  function compile(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): Compilation | 'refused' {
    const cost = compilationCost(schema, document, operation);
    if (cost > MAX_COST) return 'refused';
    const plain = plainOperation(schema, document, operation, variables);
    const code = compileQuery(compiledSchema, plain.document, undefined, { resolverInfoEnricher });
    return isCompiledQuery(code) ? { query: code.query, literals: plain.literals, cost } : 'refused';
  }

  return {
    of(hash, document, operation, variables) {
      const outcomes = conditionsOf(document, operation).map((name) => variables[name]);
      if (!outcomes.every((outcome) => typeof outcome === 'boolean')) return null;
      const key = [hash, operation.name?.value ?? '', ...outcomes].join(' ');
      const known = kept.get(key);
      if (typeof known === 'object') return known;
      const next =
        known === undefined ? 'seen' : known === 'seen' ? compile(document, operation, variables) : known;
      if (next !== known) kept.set(key, next);
      return typeof next === 'object' ? next : null;
    },
  };
}

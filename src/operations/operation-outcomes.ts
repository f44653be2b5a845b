import type { GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { OperationTypeNode } from 'graphql';
import type { ServerContext } from './operation-context.js';

/** The operation of a request, and how it ended. */
export interface OperationOutcome {
  /** null if it has none. */
  readonly operationName: string | null;
  readonly operationType: `${OperationTypeNode}`;
  /** PARTIAL: data and errors; FAILED: errors without data, or no response yet. */
  readonly outcome: 'OK' | 'PARTIAL' | 'FAILED';
  /** Whether its response came from the response cache. */
  readonly fromMemory: boolean;
  /**
   * Until when its response may be sent again, in milliseconds by the server's clock. null if there is no response yet,
   * or if it may not be sent again: after a mutation, with errors, with stale data, with data about this request alone,
   * or if nothing was read whose freshness is known.
   */
  readonly freshUntil: number | null;
  /** Whether mutations can change its data, so that a copy may be out of date before then. */
  readonly writable: boolean;
}

const INVALID: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Maximum characters of an operation's name in logs and traces: clients may send names as long as their requests. */
const MAX_NAME = 200;

/** An operation's name for logs and traces: its first 200 characters. */
export function shortName(operationName: string | null): string | null {
  return operationName?.slice(0, MAX_NAME) ?? null;
}

/** The request, its operation and its result as Apollo is about to send it. */
export type ApolloResponse = GraphQLRequestContextWillSendResponse<ServerContext>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Its operation if it is valid. */
    operation?: OperationOutcome;
    /** Apollo's response; absent if there is none. */
    apolloResponse?: ApolloResponse;
  }
}

/** A valid operation without a response. */
export function startedOperation(
  operationName: string | null,
  operationType: OperationOutcome['operationType'],
): OperationOutcome {
  const response = { outcome: 'FAILED', fromMemory: false, freshUntil: null, writable: false } as const;
  return { operationName, operationType, ...response };
}

/** The operation with its complete response. */
export function endedOperation(
  operation: OperationOutcome,
  { received: { freshUntil, writable } }: ServerContext,
  {
    data,
    errors,
    extensions,
  }: { readonly data?: unknown; readonly errors?: unknown; readonly extensions?: unknown },
): OperationOutcome {
  const isQuery = operation.operationType === 'query';
  const isFresh = isQuery && errors === undefined && extensions === undefined && freshUntil !== Infinity;
  const withErrors = data ? 'PARTIAL' : 'FAILED';
  const outcome = errors === undefined ? 'OK' : withErrors;
  return { ...operation, outcome, freshUntil: isFresh ? freshUntil : null, writable };
}

/** Whether Apollo rejected a request because its document isn't valid; false if it only doesn't know the document. */
export function isInvalid({ operation, apolloResponse }: FastifyRequest): boolean {
  const errors = apolloResponse?.errors ?? [];
  return operation === undefined && errors.some(({ extensions }) => INVALID.has(extensions['code']));
}

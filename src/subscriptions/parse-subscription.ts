import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { record } from '../json/decode.js';
import { publicError } from '../operations/results/finished-result.js';
import type { FormatError } from '../operations/format-error.js';
import { sha256 } from '../operations/trusted-documents/manifest.js';
import {
  DocumentError,
  type DocumentRequest,
  type ManifestCheck,
} from '../operations/trusted-documents/resolve-document.js';
import type { VisibleWorkspaces } from '../graph/cost/field-cost.js';
import type { CheckCost } from '../operations/limits/cost-check.js';
import { MAX_ERRORS } from '../operations/validation-rules.js';

/** An unvalidated request of a client. */
export interface SubscriptionRequest extends DocumentRequest {
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

/** A valid subscription whose variables haven't been coerced yet. */
export interface ParsedSubscription {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** Parses and validates a subscription of a caller who may see these workspaces; returns public errors if it is invalid. */
export type ParseSubscription = (
  request: SubscriptionRequest,
  workspaces: VisibleWorkspaces,
) => ParsedSubscription | readonly GraphQLError[];

/** The rules for every document. */
export interface DocumentRules {
  readonly schema: GraphQLSchema;
  /** Validation rules in addition to the specified ones. */
  readonly rules: readonly ValidationRule[];
  readonly maxLexicalTokens: number;
  readonly trusted: (request: DocumentRequest) => string | DocumentError | null;
  readonly checkManifest: ManifestCheck | null;
  readonly checkCost: CheckCost;
  readonly formatError: FormatError;
}

/** Applies these rules to each subscription. Sends no request. */
export function createSubscriptionParser(options: DocumentRules): ParseSubscription {
  const { schema, rules, maxLexicalTokens, trusted, checkManifest, checkCost, formatError } = options;
  return (request, workspaces) => {
    const text = trusted(request);
    if (text instanceof DocumentError) return [publicError(text, formatError)];
    const query = text ?? request.query;
    const { variables = null } = request;
    // Cosmo Router and others send an empty name with anonymous subscriptions.
    const operationName = request.operationName === '' ? null : (request.operationName ?? null);
    if (typeof query !== 'string') return refusal('The query must be a string.');
    if (operationName !== null && typeof operationName !== 'string') {
      return refusal('The operation name must be a string.');
    }
    const variableValues = record(variables ?? {});
    if (variableValues === null) return refusal('The variables must be an object.');
    try {
      const document = parse(query, { maxLexicalTokens });
      const errors = validate(schema, document, [...specifiedRules, ...rules], {
        maxErrors: MAX_ERRORS,
      });
      if (errors.length > 0) {
        return errors.map((error) => publicError(error, formatError, 'GRAPHQL_VALIDATION_FAILED'));
      }
      const operation = getOperationAST(document, operationName);
      if (!operation) return refusal(unresolved(operationName), 'OPERATION_RESOLUTION_FAILURE');
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
        return refusal('Only subscriptions can be streamed; send other operations as ordinary requests.');
      }
      checkManifest?.(sha256(query), operation.name?.value ?? null);
      checkCost({ document, operation, variables: variableValues, workspaces });
      return { schema, document, operationName, variableValues };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return [publicError(error, formatError, 'GRAPHQL_PARSE_FAILED')];
    }
  };
}

/** The message if a document has no operation of this name, as in responses to queries. */
function unresolved(operationName: string | null): string {
  return operationName === null
    ? 'Must provide operation name if query contains multiple operations.'
    : `Unknown operation named "${operationName}".`;
}

function refusal(message: string, code = 'BAD_REQUEST'): readonly GraphQLError[] {
  return [new GraphQLError(message, { extensions: { code } })];
}

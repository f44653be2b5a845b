import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { ServerSettings } from '../config/settings.js';
import {
  ArchiveError,
  ArchiveIncompleteError,
  ArchiveRequiredError,
} from '../domain/archive/archive-errors.js';
import { CallNotLocatedError } from '../domain/call-not-located.js';
import { LimitError } from '../domain/operation/limit-error.js';
import { OutcomeUnknownError, UpstreamError } from '../domain/upstream/upstream-error.js';
import { withoutSuggestions } from './introspection.js';

/** Replaces an error's formatted form by one that callers may see; `error` is the original. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** Errors whose messages are safe for callers. */
const PUBLIC = [LimitError, CallNotLocatedError, ArchiveRequiredError, ArchiveIncompleteError, ArchiveError];

/** Apollo's messages for requests without an operation, and messages that say what is expected. */
const EXPLAINED: ReadonlyMap<string, string> = new Map([
  [
    'POST body missing, invalid Content-Type, or JSON object has no keys.',
    'The body must be a JSON object with `query` or `documentId`.',
  ],
  [
    'GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.',
    'The request has no operation: expected `query` or `documentId`.',
  ],
  ['Operation batching disabled.', 'Batches are not supported; send each operation in its own request.'],
]);

const MASKED = 'INTERNAL_SERVER_ERROR';
/** Maximum characters of a message: graphql-js quotes the request, regardless of its length. */
const MAX_MESSAGE = 500;

/**
 * Formats errors as callers may see them: a provider's failure with its code, provider and whether to retry; an error
 * in the request with GraphQL's own message. Any other error is reported only as an internal one, and logged with its
 * kind and stack, but without its message, which may contain personal data. Without introspection, messages suggest no
 * names of the schema. GraphQL's messages are truncated to 500 characters.
 */
export function createFormatError(
  logger: Logger,
  { introspection }: Pick<ServerSettings, 'introspection'>,
): FormatError {
  return ({ message, locations, path, extensions }, error) => {
    const place = { ...(locations && { locations }), ...(path && { path }) };
    const cause = causeOf(error);
    if (cause instanceof UpstreamError) {
      const { code, provider, retryable } = cause;
      const outcome = cause instanceof OutcomeUnknownError ? { applied: cause.applied } : {};
      return { message: cause.message, ...place, extensions: { code, provider, retryable, ...outcome } };
    }
    if (isPublic(cause)) {
      const details = 'details' in cause ? cause.details : {};
      return { message: cut(cause.message), ...place, extensions: { code: cause.code, ...details } };
    }
    if (isArgumentFault(cause)) {
      return { message: cut(message), ...place, extensions: { code: 'BAD_USER_INPUT' } };
    }
    const code = extensions?.['code'] ?? MASKED;
    if (code !== MASKED) {
      const shown = introspection ? message : withoutSuggestions(message);
      return { message: cut(EXPLAINED.get(shown) ?? shown), ...place, extensions: { code } };
    }
    logger.error({ path, ...traceOf(cause) }, 'internal error');
    return { message: 'Internal server error', ...place, extensions: { code: MASKED } };
  };
}

/** Truncates a long message, without splitting a surrogate pair. */
function cut(message: string): string {
  if (message.length <= MAX_MESSAGE) return message;
  return `${message.slice(0, MAX_MESSAGE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * The error that a resolver threw, or the provider's failure or exceeded limit that is reported at no field, which
 * Apollo's `unwrapResolverError` doesn't unwrap.
 */
function causeOf(error: unknown): unknown {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  const isOurs = original instanceof UpstreamError || original instanceof LimitError;
  return isOurs ? original : unwrapResolverError(error);
}

/**
 * Whether the error is about an argument whose variable is null. Validation allows such a variable if it has a default
 * value, and graphql-js rejects it only during execution.
 */
function isArgumentFault(cause: unknown): boolean {
  return cause instanceof GraphQLError && cause.message.startsWith('Argument "');
}

/** The parts of an error that may be logged: its kind and stack frames, not its message. */
export function traceOf(cause: unknown): { readonly kind: string; readonly stack: readonly string[] } {
  if (!(cause instanceof Error)) return { kind: typeof cause, stack: [] };
  // A message of several lines may contain lines that look like frames.
  const frames =
    cause.stack
      ?.replace(cause.message, '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line)) ?? [];
  return { kind: cause.name, stack: frames.map((line) => line.trim()) };
}

function isPublic(error: unknown): error is InstanceType<(typeof PUBLIC)[number]> {
  return PUBLIC.some((kind) => error instanceof kind);
}

import { unwrapResolverError } from '@apollo/server/errors';
import {
  GraphQLError,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
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

export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** Errors whose message is for the caller. */
const TOLD = [CallNotLocatedError, ArchiveRequiredError, ArchiveIncompleteError, ArchiveError];

interface ExecutedResult {
  readonly data?: ExecutionResult['data'] | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
  readonly extensions?: ExecutionResult['extensions'] | undefined;
}

/** Says of a result's errors what may be said. */
export type FormatResult = (result: ExecutedResult) => FormattedExecutionResult;

export function formatsResults(formatError: FormatError): FormatResult {
  return ({ data, errors, extensions }) => ({
    ...(errors && { errors: errors.map((error) => formatError(error.toJSON(), error)) }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  });
}

const MASKED = 'INTERNAL_SERVER_ERROR';
/** Characters of a message: those of graphql-js quote the request, whatever its length. */
const MAX_MESSAGE = 500;

/**
 * Says what may be said of an error: a provider's failure with its code, provider and whether to try again;
 * a fault of the request in GraphQL's own words; of anything else only that it happened, while the log
 * gets its kind and stack, but not its message, which may quote personal data. Where the schema can't be asked
 * for, nothing of it is suggested either. A message has at most 500 characters.
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
    if (isToldAsItIs(cause)) {
      return { message: cause.message, ...place, extensions: { code: cause.code, ...completeOf(cause) } };
    }
    const limit = limitOf(error);
    if (limit !== null) {
      return { message: cut(message), ...place, extensions: { code: 'BAD_USER_INPUT', ...limit.details } };
    }
    if (isArgumentFault(cause)) {
      return { message: cut(message), ...place, extensions: { code: 'BAD_USER_INPUT' } };
    }
    const code = extensions?.['code'] ?? MASKED;
    if (code !== MASKED) {
      const told = introspection ? message : withoutSuggestions(message);
      return { message: cut(told), ...place, extensions: { code } };
    }
    logger.error({ path, ...traceOf(cause) }, 'internal error');
    return { message: 'Internal server error', ...place, extensions: { code: MASKED } };
  };
}

/** The beginning of a long message; never half a character. */
function cut(message: string): string {
  if (message.length <= MAX_MESSAGE) return message;
  return `${message.slice(0, MAX_MESSAGE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** What was thrown; a provider's failure also if it ended a stream, and is no field's. */
function causeOf(error: unknown): unknown {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  return original instanceof UpstreamError ? original : unwrapResolverError(error);
}

/** Apollo unwraps only what a resolver threw. */
function limitOf(error: unknown): LimitError | null {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  return original instanceof LimitError ? original : null;
}

/**
 * What graphql-js says while it executes of an argument whose variable is null: validation lets one through that has a
 * default value.
 */
function isArgumentFault(cause: unknown): boolean {
  return cause instanceof GraphQLError && cause.message.startsWith('Argument "');
}

/** What a log may say of any error: its kind and where it was thrown, not its message. */
export function traceOf(cause: unknown): { readonly kind: string; readonly stack: readonly string[] } {
  if (!(cause instanceof Error)) return { kind: typeof cause, stack: [] };
  // A message of several lines may look like frames.
  const frames =
    cause.stack
      ?.replace(cause.message, '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line)) ?? [];
  return { kind: cause.name, stack: frames.map((line) => line.trim()) };
}

/** The time that an incomplete archive can be searched for, so that a client needn't read the message. */
function completeOf(error: unknown): { readonly complete?: Readonly<Record<'from' | 'to', string>> | null } {
  if (!(error instanceof ArchiveIncompleteError)) return {};
  const { complete } = error;
  if (complete === null) return { complete };
  const written = (instant: number) => new Date(instant).toISOString();
  return { complete: { from: written(complete.start), to: written(complete.end) } };
}

function isToldAsItIs(error: unknown): error is InstanceType<(typeof TOLD)[number]> {
  return TOLD.some((kind) => error instanceof kind);
}

import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { TrustedDocumentsMode } from '../../config/settings.js';
import { record } from '../../json/decode.js';
import { shortName } from '../operation-outcomes.js';
import { hashOf, type Manifest, sha256 } from './manifest.js';

/** The parts of a request that identify its document, over any transport. */
export interface DocumentRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** The reason why a request's document is rejected. */
export class DocumentError extends GraphQLError {
  constructor(
    message: string,
    readonly code: string,
    /** Of the response over HTTP. */
    readonly status = 400,
  ) {
    super(message, { extensions: { code, http: { status } } });
  }
}

/** The message and status that Apollo's clients expect. */
const APOLLO_NOT_FOUND = new DocumentError('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND', 200);
const UNKNOWN_ID = new DocumentError('Unknown documentId.', 'PERSISTED_QUERY_NOT_FOUND');
const TWO_DOCUMENTS = new DocumentError(
  'Send either a documentId (a string) or a query, not both.',
  'BAD_REQUEST',
);
const NO_HASH = new DocumentError(
  'persistedQuery needs version 1 and the SHA-256 of the query in lower-case hexadecimal.',
  'BAD_REQUEST',
);
/** The document isn't in an enforced manifest. */
const UNTRUSTED = new DocumentError(
  'Only trusted documents are accepted; this one isn’t in the manifest.',
  'BAD_USER_INPUT',
);

/**
 * The manifest's text for a `documentId` (GraphQL over HTTP, appendix A) or Apollo's `persistedQuery.sha256Hash`; null if
 * the request is to be executed as it is. `enforce` rejects every document that isn't in the manifest; otherwise unknown
 * hashes are left to Apollo. Ignores an empty query beside either, because graphql-ws requires a text.
 */
export function resolveDocument(
  { query, documentId, extensions }: DocumentRequest,
  manifest: Manifest,
  mode: TrustedDocumentsMode,
): string | DocumentError | null {
  const isEmpty = query === '';
  if (documentId !== undefined && documentId !== null) {
    if (typeof documentId !== 'string' || !(isEmpty || query === undefined || query === null)) {
      return TWO_DOCUMENTS;
    }
    return manifest.get(hashOf(documentId) ?? '') ?? UNKNOWN_ID;
  }
  const persisted = record(extensions)?.['persistedQuery'];
  const hash = persisted === undefined || persisted === null ? null : persistedHash(persisted);
  if (hash === undefined) return NO_HASH;
  if (typeof query === 'string' && !isEmpty) {
    if (hash !== null && hash !== sha256(query)) return NO_HASH;
    return mode !== 'enforce' || manifest.has(sha256(query)) ? null : UNTRUSTED;
  }
  // Apollo would compare the hash with that of the empty query.
  const isLeftToApollo = mode !== 'enforce' && !isEmpty;
  return manifest.get(hash ?? '') ?? (hash === null || isLeftToApollo ? null : APOLLO_NOT_FOUND);
}

/**
 * Checks a document that is about to be executed. If it isn't in the manifest, throws an error under `enforce`, and logs
 * its operation and hash, but not its text, under `log`. `sha256` is the hash of its text in lower-case hexadecimal.
 */
export type ManifestCheck = (sha256: string, operation: string | null) => void;

/** Null under `off`. */
export function createManifestCheck(
  logger: Logger,
  manifest: Manifest,
  mode: TrustedDocumentsMode,
): ManifestCheck | null {
  if (mode === 'off') return null;
  return (sha256, operation) => {
    if (manifest.has(sha256)) return;
    if (mode === 'enforce') throw UNTRUSTED;
    logger.warn({ operation: shortName(operation), sha256 }, 'untrusted document');
  };
}

/** The hash of Apollo's extension; undefined if it isn't one of version 1. */
export function persistedHash(persisted: unknown): string | undefined {
  const { version, sha256Hash } = record(persisted) ?? {};
  const isHash = version === 1 && typeof sha256Hash === 'string' && /^[0-9a-f]{64}$/.test(sha256Hash);
  return isHash ? sha256Hash : undefined;
}

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

/** What to do with a request: execute it as it is, execute this text of the manifest, or reject it. */
export type Admission =
  | { readonly kind: 'AS_IT_IS' }
  | { readonly kind: 'TRUSTED'; readonly text: string }
  | { readonly kind: 'REFUSED'; readonly status: number; readonly code: string; readonly message: string };

const AS_IT_IS: Admission = { kind: 'AS_IT_IS' };
const NOT_FOUND = { kind: 'REFUSED', code: 'PERSISTED_QUERY_NOT_FOUND' } as const;
/** The message and status that Apollo's clients expect. */
const APOLLO_NOT_FOUND: Admission = { ...NOT_FOUND, status: 200, message: 'PersistedQueryNotFound' };
const UNKNOWN_ID: Admission = {
  ...NOT_FOUND,
  status: 400,
  message: 'Unknown documentId.',
};
const TWO_DOCUMENTS: Admission = {
  kind: 'REFUSED',
  status: 400,
  code: 'BAD_REQUEST',
  message: 'Send either a documentId (a string) or a query, not both.',
};
const NO_HASH: Admission = {
  kind: 'REFUSED',
  status: 400,
  code: 'BAD_REQUEST',
  message: 'persistedQuery needs version 1 and the SHA-256 of the query in lower-case hexadecimal.',
};
/** The response to a document that isn't in an enforced manifest. */
const UNTRUSTED = {
  kind: 'REFUSED',
  status: 400,
  code: 'BAD_USER_INPUT',
  message: 'Only trusted documents are accepted; this one isn’t in the manifest.',
} as const satisfies Admission;

/**
 * Finds the document of a `documentId` (GraphQL over HTTP, appendix A) or of Apollo's `persistedQuery.sha256Hash` in
 * the manifest. `enforce` rejects every document that isn't in the manifest; otherwise unknown hashes are left to
 * Apollo. Ignores an empty query beside either, because graphql-ws requires a text.
 */
export function resolveDocument(
  { query, documentId, extensions }: DocumentRequest,
  manifest: Manifest,
  mode: TrustedDocumentsMode,
): Admission {
  const isEmpty = query === '';
  if (documentId !== undefined && documentId !== null) {
    if (typeof documentId !== 'string' || !(isEmpty || query === undefined || query === null)) {
      return TWO_DOCUMENTS;
    }
    return trusted(manifest, hashOf(documentId)) ?? UNKNOWN_ID;
  }
  const persisted = record(extensions)?.['persistedQuery'];
  const hash = persisted === undefined || persisted === null ? null : persistedHash(persisted);
  if (hash === undefined) return NO_HASH;
  if (typeof query === 'string' && !isEmpty) {
    if (hash !== null && hash !== sha256(query)) return NO_HASH;
    return mode !== 'enforce' || manifest.has(sha256(query)) ? AS_IT_IS : UNTRUSTED;
  }
  // Apollo would compare the hash with that of the empty query.
  const isLeftToApollo = mode !== 'enforce' && !isEmpty;
  return trusted(manifest, hash) ?? (hash === null || isLeftToApollo ? AS_IT_IS : APOLLO_NOT_FOUND);
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
    if (mode === 'enforce') {
      const { message, code, status } = UNTRUSTED;
      throw new GraphQLError(message, { extensions: { code, http: { status } } });
    }
    logger.warn({ operation: shortName(operation), sha256 }, 'untrusted document');
  };
}

function trusted(manifest: Manifest, hash: string | null): Admission | null {
  const text = manifest.get(hash ?? '');
  return text === undefined ? null : { kind: 'TRUSTED', text };
}

/** The hash of Apollo's extension; undefined if it isn't one of version 1. */
function persistedHash(persisted: unknown): string | undefined {
  const { version, sha256Hash } = record(persisted) ?? {};
  const isHash = version === 1 && typeof sha256Hash === 'string' && /^[0-9a-f]{64}$/.test(sha256Hash);
  return isHash ? sha256Hash : undefined;
}

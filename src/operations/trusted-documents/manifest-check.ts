import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { TrustedDocumentsMode } from '../../config/settings.js';
import type { Manifest } from './manifest.js';
import { UNTRUSTED } from './resolve-document.js';

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
    if (mode === 'enforce') throw untrusted();
    logger.warn({ operation, sha256 }, 'untrusted document');
  };
}

function untrusted(): GraphQLError {
  const { message, code } = UNTRUSTED;
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}

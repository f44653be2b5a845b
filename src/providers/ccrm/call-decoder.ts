import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import { decodeNote } from './notes/decode-note.js';

/** Must be raised whenever records are decoded, or calls or words compared, differently. */
const VERSION = 6;

/**
 * Decodes a workspace's archived records. The version includes the country, because it determines how national numbers
 * compare.
 */
export function callDecoder({ workspace, country, clock }: Omit<DecodeContext, 'anomalies'>): CallDecoder {
  const context = { workspace, country, clock, anomalies: ALREADY_REPORTED };
  return {
    version: `${VERSION}/${country ?? ''}`,
    decodeCall: (record) => decodeCall(record, context),
    decodeNote: (record) => decodeNote(record, context),
  };
}

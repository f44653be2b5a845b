import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import { decodeNote } from './notes/decode-note.js';

/** Must change whenever a record is decoded differently, or the domain compares calls or words differently. */
const VERSION = 5;

/** Decodes a workspace's archived records. Its version has the country, which decides how national numbers compare. */
export function callDecoder({ workspace, country, clock }: Omit<DecodeContext, 'anomalies'>): CallDecoder {
  const context = { workspace, country, clock, anomalies: ALREADY_REPORTED };
  return {
    version: `${VERSION}/${country ?? ''}`,
    decodeCall: (record) => decodeCall(record, context),
    decodeNote: (record) => decodeNote(record, context),
  };
}

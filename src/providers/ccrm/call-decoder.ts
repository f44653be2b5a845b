import type { CallDecoder } from '../../domain/archive/call-archive.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import { decodeNote } from './notes/decode-note.js';

/** Another one whenever the same record is decoded differently, or the domain compares its calls or words differently. */
const VERSION = 3;

/** Reads archived records of a workspace; its country decides how national numbers are compared. */
export function callDecoder({ workspace, country, clock }: Omit<DecodeContext, 'anomalies'>): CallDecoder {
  const context = { workspace, country, clock, anomalies: ALREADY_REPORTED };
  return {
    version: `${VERSION}/${country ?? ''}`,
    decodeCall: (record) => decodeCall(record, context),
    decodeNote: (record) => decodeNote(record, context),
  };
}

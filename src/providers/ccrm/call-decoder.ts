import type { CallDecoder } from '../../domain/archive/call-archive.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { decodeCall, type DecodeContext } from './decode-call.js';
import { decodeNote } from './notes/decode-note.js';

/** Another one whenever the same record is decoded differently, or the domain compares its calls or words differently. */
const VERSION = 2;

const nothing = () => undefined;
/** What is odd about a record was reported when it arrived. */
const SILENT: Anomalies = { unknownValue: nothing, leftOut: nothing, suspect: nothing };

/** Reads archived records of a workspace; its country decides how national numbers are compared. */
export function callDecoder({ workspace, country, clock }: DecodeContext): CallDecoder {
  const context = { workspace, country, clock, anomalies: SILENT };
  return {
    version: `${VERSION}/${country ?? ''}`,
    decodeCall: (record) => decodeCall(record, context),
    decodeNote: (record) => decodeNote(record, context),
  };
}

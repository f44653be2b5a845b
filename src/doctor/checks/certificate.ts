import { isCertificateReason } from '../../domain/upstream/failure-reason.js';
import type { Reading } from '../evidence.js';
import type { Check, Finding } from '../finding.js';
import { reasonText } from '../reason-text.js';

/** Days. Certificates are usually renewed 30 days before they expire, so renewal has failed for two weeks by then. */
const ENOUGH = 14;

/** How many days the certificate of each provider reached over https: remains valid, or why it isn't trusted. */
export const checkCertificate: Check = ({ readings }) =>
  readings
    .filter(({ isEncrypted }) => isEncrypted)
    .map((reading) => ({
      check: 'certificate',
      provider: reading.provider,
      ...judged(reading),
      facts: { daysLeft: reading.certificateDays },
    }));

function judged({ certificateDays: days, result }: Reading): Pick<Finding, 'verdict' | 'text'> {
  const reason = 'error' in result ? result.error.reason : null;
  if (isCertificateReason(reason)) return { verdict: 'PROBLEM', text: reasonText(reason) };
  if (days === null) return { verdict: 'UNKNOWN', text: 'Unknown: no certificate was seen.' };
  return { verdict: days < ENOUGH ? 'PROBLEM' : 'GOOD', text: `Valid for ${days} more days.` };
}

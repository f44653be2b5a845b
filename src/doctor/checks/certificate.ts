import { isCertificateReason } from '../../domain/upstream/failure-reason.js';
import { ofEachProvider } from '../finding.js';
import { reasonText } from '../reason-text.js';

/** Days. Certificates are usually renewed 30 days before they expire, so renewal has failed for two weeks by then. */
const ENOUGH = 14;

/** How many days the certificate of each provider reached over https: remains valid, or why it isn't trusted. */
export const checkCertificate = ofEachProvider(({ isEncrypted, certificateDays: days, error }) => {
  if (!isEncrypted) return null;
  const facts = { daysLeft: days };
  const reason = error?.reason ?? null;
  if (isCertificateReason(reason)) return { verdict: 'PROBLEM', text: reasonText(reason), facts };
  if (days === null) return { verdict: 'UNKNOWN', text: 'Unknown: no certificate was seen.', facts };
  const verdict = days < ENOUGH ? 'PROBLEM' : 'GOOD';
  return { verdict, text: `Valid for ${days} more days.`, facts };
});

import type { Check, Verdict } from '../finding.js';

/** Days; authorities' clients usually renew 30 days before the end, so that renewals have failed for two weeks by then. */
const ENOUGH = 14;

/** For how many days the certificate of each provider reached by https: is still valid. */
export const checkCertificate: Check = ({ readings }) =>
  readings
    .filter(({ isEncrypted }) => isEncrypted)
    .map(({ provider, certificateDays: days }) => ({
      check: 'certificate',
      provider,
      verdict: verdictOn(days),
      text: days === null ? 'Unknown: the provider didn’t answer.' : `It is valid for ${days} more days.`,
      facts: { daysLeft: days },
    }));

function verdictOn(days: number | null): Verdict {
  if (days === null) return 'UNKNOWN';
  return days < ENOUGH ? 'PROBLEM' : 'GOOD';
}

import { readingsOf } from '../evidence.js';
import type { Check, Finding } from '../finding.js';

/** Share of the allowed requests; with less left the rest of the hour may run dry. */
const SCARCE = 0.1;

/** How many requests are left, of providers that tell it; a limit that is reached, of every one. */
export const checkQuota: Check = (evidence) =>
  readingsOf(evidence).flatMap(({ provider, result, heads }): readonly Finding[] => {
    if ('error' in result && result.error.code === 'UPSTREAM_RATE_LIMITED') {
      const facts = { limit: null, remaining: 0 };
      return [{ check: 'quota', provider, verdict: 'PROBLEM', text: 'The limit is reached.', facts }];
    }
    const quota = heads.map((head) => head.quota).findLast((told) => told !== null);
    if (!quota) return [];
    const { limit, remaining } = quota;
    const verdict = remaining < limit * SCARCE ? 'PROBLEM' : 'GOOD';
    const text = `${remaining} of ${limit} requests are left.`;
    return [{ check: 'quota', provider, verdict, text, facts: { limit, remaining } }];
  });

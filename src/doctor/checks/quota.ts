import type { Check, Finding } from '../finding.js';

/** Share of the allowed requests; with less left the rest of the hour may run dry. */
const SCARCE = 0.1;

/** How many requests are left, of providers that tell it; a limit that is reached, of every one. */
export const checkQuota: Check = ({ readings }) =>
  readings.flatMap(({ provider, result, heads, refusedByLimit }): readonly Finding[] => {
    if ('error' in result && result.error.code === 'UPSTREAM_RATE_LIMITED') {
      const facts = { limit: null, remaining: 0 };
      const text = 'Its rate limit is exceeded.';
      return [{ check: 'quota', provider, verdict: 'PROBLEM', text, facts }];
    }
    const quota = heads.map((head) => head.quota).findLast((told) => told !== null);
    if (refusedByLimit > 0) {
      const facts = { limit: quota?.limit ?? null, remaining: quota?.remaining ?? null };
      const count = refusedByLimit === 1 ? 'a request' : `${refusedByLimit} requests`;
      const text = `It refused ${count} because of its rate limit before it answered.`;
      return [{ check: 'quota', provider, verdict: 'PROBLEM', text, facts }];
    }
    if (!quota) return [];
    const { limit, remaining } = quota;
    const verdict = remaining < limit * SCARCE ? 'PROBLEM' : 'GOOD';
    const text = `${remaining} of ${limit} requests are left.`;
    return [{ check: 'quota', provider, verdict, text, facts: { limit, remaining } }];
  });

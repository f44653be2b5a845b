import { ofEachProvider } from '../finding.js';

/** Share of the quota; with less left, it may be exhausted before it resets. */
const SCARCE = 0.1;

/** The quota that is nearest its end, for providers that report one; an exceeded rate limit, for all providers. */
export const checkQuota = ofEachProvider(({ error, quotas, refusedByLimit }) => {
  if (error?.code === 'UPSTREAM_RATE_LIMITED') {
    const facts = { limit: null, remaining: 0 };
    return { verdict: 'PROBLEM', text: 'The rate limit is exceeded.', facts };
  }
  const [quota] = quotas.toSorted((a, b) => a.remaining / a.limit - b.remaining / b.limit);
  if (refusedByLimit > 0) {
    const facts = { limit: quota?.limit ?? null, remaining: quota?.remaining ?? null };
    const count = refusedByLimit === 1 ? 'a request' : `${refusedByLimit} requests`;
    const text = `The rate limit refused ${count} before the provider responded.`;
    return { verdict: 'PROBLEM', text, facts };
  }
  if (!quota) return null;
  const { limit, remaining } = quota;
  const verdict = remaining < limit * SCARCE ? 'PROBLEM' : 'GOOD';
  return { verdict, text: `${remaining} of ${limit} requests are left.`, facts: { limit, remaining } };
});

import { ofEachProvider } from '../finding.js';

/** Share of the allowed requests; with less left the rest of the hour may run dry. */
const SCARCE = 0.1;

/** How many requests are left, of providers that tell it, where the fewest are; a limit that is reached, of every one. */
export const checkQuota = ofEachProvider('quota', ({ error, heads, refusedByLimit }) => {
  if (error?.code === 'UPSTREAM_RATE_LIMITED') {
    const facts = { limit: null, remaining: 0 };
    return { verdict: 'PROBLEM', text: 'Its rate limit is exceeded.', facts };
  }
  const told = heads.map((head) => head.quota).filter((quota) => quota !== null);
  const [quota] = told.toSorted((a, b) => a.remaining / a.limit - b.remaining / b.limit);
  if (refusedByLimit > 0) {
    const facts = { limit: quota?.limit ?? null, remaining: quota?.remaining ?? null };
    const count = refusedByLimit === 1 ? 'a request' : `${refusedByLimit} requests`;
    const text = `It refused ${count} because of its rate limit before it answered.`;
    return { verdict: 'PROBLEM', text, facts };
  }
  if (!quota) return null;
  const { limit, remaining } = quota;
  const verdict = remaining < limit * SCARCE ? 'PROBLEM' : 'GOOD';
  return { verdict, text: `${remaining} of ${limit} requests are left.`, facts: { limit, remaining } };
});

import type { Suspicion } from '../../providers/provider.js';
import type { Check, Finding } from '../finding.js';

/** Whether each provider takes the configured credentials. */
export const checkCredentials: Check = ({ readings }) =>
  readings.map(({ provider, result }) => {
    const [verdict, reason, text] = 'error' in result ? failed(result.error) : judged(result.value.suspicion);
    return { check: 'credentials', provider, verdict, text, facts: { reason } };
  });

type Judgement = readonly [verdict: Finding['verdict'], reason: string | null, text: string];

function failed({ code, message }: { readonly code: string; readonly message: string }): Judgement {
  if (code === 'UPSTREAM_UNAUTHORIZED') return ['PROBLEM', 'REFUSED', message];
  if (code === 'UPSTREAM_RATE_LIMITED') {
    return ['UNKNOWN', 'RATE_LIMITED', 'They can’t be checked now: the provider’s rate limit is exceeded.'];
  }
  return ['UNKNOWN', 'NO_ANSWER', 'They can’t be checked: the provider didn’t answer.'];
}

function judged(suspicion: Suspicion | undefined): Judgement {
  if (suspicion !== undefined) return ['PROBLEM', suspicion.reason, suspicion.text];
  return ['GOOD', null, 'They are accepted.'];
}

import { type Evidence, readingsOf, valueOf } from '../evidence.js';
import type { Check, Finding } from '../finding.js';

/** Whether each provider takes the configured credentials. Voicenter answers a wrong code with an empty list. */
export const checkCredentials: Check = (evidence) =>
  readingsOf(evidence).map(({ provider, result }) => {
    const [verdict, reason, text] = 'error' in result ? failed(result.error) : judged(provider, evidence);
    return { check: 'credentials', provider, verdict, text, facts: { reason } };
  });

type Judgement = readonly [verdict: Finding['verdict'], reason: string | null, text: string];

function failed({ code, message }: { readonly code: string; readonly message: string }): Judgement {
  if (code === 'UPSTREAM_UNAUTHORIZED') return ['PROBLEM', 'REFUSED', message];
  if (code === 'UPSTREAM_RATE_LIMITED') {
    return ['UNKNOWN', 'RATE_LIMITED', 'It refuses requests for coming too fast: they can’t be checked now.'];
  }
  return ['UNKNOWN', 'NO_ANSWER', 'Without an answer they can’t be checked.'];
}

function judged(provider: Finding['provider'], evidence: Evidence): Judgement {
  if (provider === 'voicenter' && valueOf(evidence.voicenter)?.length === 0) {
    return ['PROBLEM', 'NO_EXTENSIONS', 'The list is empty: is the code that of an account with extensions?'];
  }
  if (provider === 'ringme' && valueOf(evidence.ringme) === null) {
    return ['PROBLEM', 'NO_CLIENT', 'RingMe knows no such client: is its id right?'];
  }
  return ['GOOD', null, 'They are accepted.'];
}

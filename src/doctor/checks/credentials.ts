import type { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { Probe } from '../../providers/provider.js';
import { type Finding, ofEachProvider } from '../finding.js';
import { failureText } from '../reason-text.js';

/** Whether each provider accepts the configured credentials. */
export const checkCredentials = ofEachProvider(({ probe, error, hasResponded }) => {
  const [verdict, reason, text] = error === null ? judged(probe) : failed(error, hasResponded);
  return { verdict, text, facts: { reason } };
});

type Outcome = readonly [verdict: Finding['verdict'], reason: string | null, text: string];

function failed(error: UpstreamError, hasResponded: boolean): Outcome {
  if (error.code === 'UPSTREAM_UNAUTHORIZED') return ['PROBLEM', 'REFUSED', failureText(error)];
  if (error.code === 'UPSTREAM_RATE_LIMITED') {
    return ['UNKNOWN', 'RATE_LIMITED', 'Unknown: the rate limit is exceeded.'];
  }
  const why = hasResponded ? 'no usable response arrived' : 'the provider didn’t respond';
  return ['UNKNOWN', 'NO_ANSWER', `Unknown: ${why}.`];
}

function judged({ suspicion, lastCalls }: Probe): Outcome {
  if (suspicion !== undefined) return ['PROBLEM', suspicion.reason, suspicion.text];
  const failure = lastCalls?.notesFailure;
  if (failure?.code === 'UPSTREAM_UNAUTHORIZED') {
    return ['PROBLEM', 'REFUSED', `Notes can’t be read: ${failureText(failure)}`];
  }
  return ['GOOD', null, 'Accepted.'];
}

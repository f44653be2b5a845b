import type { Check } from '../finding.js';
import { failureText } from '../reason-text.js';

/** Whether each provider responds as documented; refusals count as responses. */
export const checkReachable: Check = ({ readings }) =>
  readings.map(({ provider, result }) => {
    const error = 'error' in result ? result.error : (result.value.lastCalls?.notesFailure ?? null);
    const failure = error?.code === 'UPSTREAM_UNAUTHORIZED' ? null : error;
    const start = 'error' in result ? '' : 'Responds, but notes can’t be read: ';
    return {
      check: 'reachable',
      provider,
      verdict: failure === null ? 'GOOD' : 'PROBLEM',
      text: failure === null ? 'Responds.' : `${start}${failureText(failure)}`,
      facts: { code: failure?.code ?? null, reason: failure?.reason ?? null },
    };
  });

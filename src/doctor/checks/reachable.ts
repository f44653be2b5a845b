import type { Check } from '../finding.js';
import { failureText } from '../reason-text.js';

/** Whether each provider answers as documented: its refusals are answers, too. */
export const checkReachable: Check = ({ readings }) =>
  readings.map(({ provider, result }) => {
    const error = 'error' in result ? result.error : (result.value.lastCalls?.notesFailure ?? null);
    const failure = error?.code === 'UPSTREAM_UNAUTHORIZED' ? null : error;
    const start = 'error' in result ? '' : 'It answers, but its notes can’t be read: ';
    return {
      check: 'reachable',
      provider,
      verdict: failure === null ? 'GOOD' : 'PROBLEM',
      text: failure === null ? 'It answers.' : `${start}${failureText(failure)}`,
      facts: { code: failure?.code ?? null, reason: failure?.reason ?? null },
    };
  });

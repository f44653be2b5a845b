import { readingsOf } from '../evidence.js';
import type { Check } from '../finding.js';

/** Whether each provider answers as documented: its refusals are answers, too. */
export const checkReachable: Check = (evidence) =>
  readingsOf(evidence).map(({ provider, result }) => {
    const failure = 'error' in result && result.error.code !== 'UPSTREAM_UNAUTHORIZED' ? result.error : null;
    return {
      check: 'reachable',
      provider,
      verdict: failure === null ? 'GOOD' : 'PROBLEM',
      text: failure?.message ?? 'It answers.',
      facts: { code: failure?.code ?? null },
    };
  });

import { readingsOf } from '../evidence.js';
import type { Check } from '../finding.js';

/** Whether each provider's payloads hold only what its documents foresee. */
export const checkPayloads: Check = (evidence) =>
  readingsOf(evidence)
    .filter(({ result }) => 'value' in result)
    .map(({ provider }) => {
      const oddities = evidence.oddities
        .filter((oddity) => oddity.provider === provider)
        .map(({ what, count }) => ({ what, count }));
      const list = oddities.map(({ what, count }) => `${what} (${count})`).join('; ');
      return {
        check: 'payloads',
        provider,
        verdict: oddities.length === 0 ? 'GOOD' : 'PROBLEM',
        text: oddities.length === 0 ? 'They are as documented.' : `${list}.`,
        facts: { oddities },
      };
    });

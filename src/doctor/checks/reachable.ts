import type { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { Check } from '../finding.js';
import { reasonText } from '../reason-text.js';

/** Whether each provider answers as documented: its refusals are answers, too. */
export const checkReachable: Check = ({ readings }) =>
  readings.map(({ provider, result }) => {
    const failure = 'error' in result && result.error.code !== 'UPSTREAM_UNAUTHORIZED' ? result.error : null;
    return {
      check: 'reachable',
      provider,
      verdict: failure === null ? 'GOOD' : 'PROBLEM',
      text: failure === null ? 'It answers.' : textOf(failure),
      facts: { code: failure?.code ?? null, reason: failure?.reason ?? null },
    };
  });

function textOf({ message, reason }: UpstreamError): string {
  return reason === null ? message : `${message} ${reasonText(reason)}`;
}

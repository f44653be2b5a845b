import type { Check } from '../finding.js';

/** Whether each provider's payloads match its documentation. */
export const checkPayloads: Check = ({ readings, anomalies: noted }) =>
  readings
    .filter(({ result }) => 'value' in result)
    .map(({ provider }) => {
      const anomalies = noted
        .filter((anomaly) => anomaly.provider === provider)
        .map(({ what, count }) => ({ what, count }));
      const list = anomalies.map(({ what, count }) => `${what} (${count})`).join('; ');
      return {
        check: 'payloads',
        provider,
        verdict: anomalies.length === 0 ? 'GOOD' : 'PROBLEM',
        text: anomalies.length === 0 ? 'As documented.' : `${list}.`,
        // The report's keys are part of the public interface.
        facts: { oddities: anomalies },
      };
    });

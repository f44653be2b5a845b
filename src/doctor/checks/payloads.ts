import { ofEachProvider } from '../finding.js';

/** Whether each provider's payloads match its documentation. */
export const checkPayloads = ofEachProvider(({ error, anomalies }) => {
  if (error !== null) return null;
  const list = anomalies.map(({ what, count }) => `${what} (${count})`).join('; ');
  return {
    verdict: anomalies.length === 0 ? 'GOOD' : 'PROBLEM',
    text: anomalies.length === 0 ? 'As documented.' : `${list}.`,
    // The report's keys are released.
    facts: { oddities: anomalies.map(({ what, count }) => ({ what, count })) },
  };
});

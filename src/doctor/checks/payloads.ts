import { ofEachProvider } from '../finding.js';

/** Whether each provider's payloads hold only what its documents foresee. */
export const checkPayloads = ofEachProvider('payloads', ({ error, anomalies }) => {
  if (error !== null) return null;
  const list = anomalies.map(({ what, count }) => `${what} (${count})`).join('; ');
  return {
    verdict: anomalies.length === 0 ? 'GOOD' : 'PROBLEM',
    text: anomalies.length === 0 ? 'They are as documented.' : `${list}.`,
    // The report's keys are released.
    facts: { oddities: anomalies.map(({ what, count }) => ({ what, count })) },
  };
});

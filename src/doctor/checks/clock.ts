import { ofEachProvider } from '../finding.js';

/** Seconds; a range that ends now would miss the calls of this time. */
const TOLERATED = 5;

/** Whether each provider's clock, according to its responses, agrees with ours. */
export const checkClock = ofEachProvider(({ clocks }) => {
  const ahead = clocks.findLast((each) => each !== null);
  if (ahead === undefined) {
    const text =
      clocks.length === 0 ? 'Unknown: no response could be read.' : 'Unknown: its responses have no date.';
    return { verdict: 'UNKNOWN', text, facts: { aheadSeconds: null } };
  }
  const seconds = Math.round(ahead / 1000);
  return {
    verdict: Math.abs(seconds) > TOLERATED ? 'PROBLEM' : 'GOOD',
    text:
      seconds === 0 ? 'Agrees with this machine’s clock.' : `${difference(seconds)} this machine’s clock.`,
    facts: { aheadSeconds: seconds },
  };
});

function difference(seconds: number): string {
  return `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'}`;
}

import { ExtensionDirectory } from '../../domain/extension-directory.js';
import type { Check } from '../finding.js';
import { maskedNumber } from '../masked-number.js';

/** Percent; with fewer matches, the providers probably don't belong to the same company. */
const EXPECTED = 90;
/** The maximum of reported numbers, most frequent first. */
const MAX_REPORTED = 20;

/** The percentage of recent calls' agents that match an extension, and the numbers that don't. */
export const checkAgentNumbers: Check = (readings) => {
  const probes = readings.map(({ probe }) => probe);
  const extensions = probes.find((probe) => probe.extensions)?.extensions ?? [];
  const lastCalls = probes.find((probe) => probe.lastCalls)?.lastCalls;
  if (extensions.length === 0 || lastCalls === undefined) return [];
  const numbers = lastCalls.calls.flatMap(({ agents }) => agents.map(({ internalNumber }) => internalNumber));
  const counts = [...Map.groupBy(numbers, (number) => number)].map(([number, { length }]) => ({
    number,
    count: length,
  }));
  if (counts.length === 0) {
    const facts = { agents: 0, foundPercent: null, notFound: [] };
    const text = 'Unknown: no recent call has an agent.';
    return [{ provider: null, verdict: 'UNKNOWN', text, facts }];
  }

  const directory = new ExtensionDirectory(extensions);
  const plan = probes.find((probe) => probe.client)?.client ?? null;
  const lost = counts.filter(({ number }) => directory.byInternalNumber(number, plan) === null);
  const found = numbers.length - lost.reduce((sum, { count }) => sum + count, 0);
  const foundPercent = Math.floor((100 * found) / numbers.length);
  const notFound = lost
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_REPORTED)
    .map(({ number, count }) => ({ number: maskedNumber(number), calls: count }));
  const list = notFound.map(({ number, calls }) => `${number} (${calls})`).join(', ');
  return [
    {
      provider: null,
      verdict: foundPercent < EXPECTED ? 'PROBLEM' : 'GOOD',
      text: `${foundPercent} % of ${numbers.length} agent numbers match an extension${list && `; no match for ${list}`}.`,
      facts: { agents: numbers.length, foundPercent, notFound },
    },
  ];
};

import { ExtensionDirectory } from '../../domain/extension-directory.js';
import { maskedPhone } from '../../domain/masks.js';
import { canonicalNumber } from '../../domain/phone/internal-number.js';
import { type Check, ofEachProvider } from '../finding.js';

/** A number that colleagues dial; longer numbers may be personal phone numbers. */
const INTERNAL_NUMBER = /^[\d*#]{1,6}$/u;
/** Percent; with fewer matches, the providers probably don't belong to the same company. */
const EXPECTED = 90;
/** The maximum of reported numbers, most frequent first. */
const MAX_REPORTED = 20;

/** The number of extensions. */
export const checkExtensions = ofEachProvider(({ probe: { extensions = [] } }) => {
  const count = extensions.length;
  return count === 0 ? null : { verdict: 'GOOD', text: `The list contains ${count}.`, facts: { count } };
});

/** Whether each speed dial is unique: calls can't be linked to extensions that share one. */
export const checkSpeedDials = ofEachProvider(({ probe: { extensions = [] } }) => {
  if (extensions.length === 0) return null;
  const numbers = extensions.map(({ speedDial }) => canonicalNumber(speedDial ?? '')).filter(Boolean);
  const shared = [...Map.groupBy(numbers, (number) => number)]
    .filter(([, extensionsOfIt]) => extensionsOfIt.length > 1)
    .map(([number, extensionsOfIt]) => ({ number: maskedNumber(number), extensions: extensionsOfIt.length }));
  if (shared.length === 0) {
    return { verdict: 'GOOD', text: 'Each speed dial belongs to one extension.', facts: { shared } };
  }
  const list = shared.map(({ number, extensions: count }) => `${number} (${count})`).join(', ');
  return { verdict: 'PROBLEM', text: `Shared by several extensions: ${list}.`, facts: { shared } };
});

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

/** Masks a phone number as `+48 *** *** 999`, and other text as `***`; internal numbers, which aren't personal, are unchanged. */
function maskedNumber(number: string): string {
  return INTERNAL_NUMBER.test(number) ? number : maskedPhone(number);
}

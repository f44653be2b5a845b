import { canonicalNumber } from '../../domain/phone/internal-number.js';
import { ofEachProvider } from '../finding.js';
import { maskedNumber } from '../masked-number.js';

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

import { canonicalNumber } from '../../domain/phone/internal-number.js';
import { valueOf } from '../evidence.js';
import type { Check } from '../finding.js';
import { maskedNumber } from '../masked-number.js';

/** Whether each speed dial is that of one extension: calls of those that share one find no extension. */
export const checkSpeedDials: Check = ({ voicenter }) => {
  const extensions = valueOf(voicenter);
  if (extensions === undefined || extensions.length === 0) return [];
  const numbers = extensions.map(({ speedDial }) => canonicalNumber(speedDial ?? '')).filter(Boolean);
  const shared = [...Map.groupBy(numbers, (number) => number)]
    .filter(([, extensionsOfIt]) => extensionsOfIt.length > 1)
    .map(([number, extensionsOfIt]) => ({ number: maskedNumber(number), extensions: extensionsOfIt.length }));
  const list = shared.map(({ number, extensions: count }) => `${number} (${count})`).join(', ');
  return [
    {
      check: 'speedDials',
      provider: 'voicenter',
      verdict: shared.length === 0 ? 'GOOD' : 'PROBLEM',
      text: shared.length === 0 ? 'None occurs twice.' : `Of several extensions: ${list}.`,
      facts: { shared },
    },
  ];
};

import { canonicalNumber } from '../../domain/phone/internal-number.js';
import { given } from '../evidence.js';
import type { Check } from '../finding.js';
import { maskedNumber } from '../masked-number.js';

/** Whether each speed dial is unique: calls can't be linked to extensions that share one. */
export const checkSpeedDials: Check = (evidence) => {
  const extensions = given(evidence, ({ extensions }) => extensions);
  if (extensions === undefined || extensions.value.length === 0) return [];
  const { provider, value } = extensions;
  const numbers = value.map(({ speedDial }) => canonicalNumber(speedDial ?? '')).filter(Boolean);
  const shared = [...Map.groupBy(numbers, (number) => number)]
    .filter(([, extensionsOfIt]) => extensionsOfIt.length > 1)
    .map(([number, extensionsOfIt]) => ({ number: maskedNumber(number), extensions: extensionsOfIt.length }));
  const list = shared.map(({ number, extensions: count }) => `${number} (${count})`).join(', ');
  return [
    {
      check: 'speedDials',
      provider,
      verdict: shared.length === 0 ? 'GOOD' : 'PROBLEM',
      text:
        shared.length === 0
          ? 'Each speed dial belongs to one extension.'
          : `Shared by several extensions: ${list}.`,
      facts: { shared },
    },
  ];
};

import { valueOf } from '../evidence.js';
import type { Check } from '../finding.js';

/** How many extensions there are. */
export const checkExtensions: Check = ({ voicenter }) => {
  const extensions = valueOf(voicenter);
  if (extensions === undefined || extensions.length === 0) return [];
  const count = extensions.length;
  const text = `The list has ${count}.`;
  return [{ check: 'extensions', provider: 'voicenter', verdict: 'GOOD', text, facts: { count } }];
};

import { given } from '../evidence.js';
import type { Check } from '../finding.js';

/** The number of extensions. */
export const checkExtensions: Check = (evidence) => {
  const extensions = given(evidence, ({ extensions }) => extensions);
  if (extensions === undefined || extensions.value.length === 0) return [];
  const { provider, value } = extensions;
  const count = value.length;
  const text = `The list contains ${count}.`;
  return [{ check: 'extensions', provider, verdict: 'GOOD', text, facts: { count } }];
};

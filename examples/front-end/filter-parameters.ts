import { isNumber } from './agent-numbers.ts';
import { DIRECTIONS, OUTCOMES } from './call-words.ts';
import type { CallFilter } from './generated/graphql.ts';

/** The names of the filter's parameters in the address. */
export const FILTER_PARAMETERS = ['direction', 'status', 'phone', 'agent'] as const;

/** The filter in an address, except for an agent's name; unknown values are ignored. */
export function filterOf(search: URLSearchParams): CallFilter {
  const direction = keyOf(DIRECTIONS, search.get('direction'));
  const status = keyOf(OUTCOMES, search.get('status'));
  const phone = search.get('phone');
  const agent = search.get('agent');
  return {
    ...(direction !== null && { direction: [direction] }),
    ...(status !== null && { status: [status] }),
    ...(phone !== null && { phone }),
    ...(agent !== null && isNumber(agent) && { internalNumber: agent }),
  };
}

/** The text if it is a key of the object; otherwise null. */
function keyOf<Key extends string>(names: Readonly<Record<Key, string>>, text: string | null): Key | null {
  return text !== null && isKey(names, text) ? text : null;
}

function isKey<Key extends string>(names: Readonly<Record<Key, string>>, text: string): text is Key {
  return Object.hasOwn(names, text);
}

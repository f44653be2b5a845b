import { isIP } from 'node:net';
import type { Rule } from './setting.js';
import { ID_EXPECTED, isHost, WORKSPACE_ID } from './text-rules.js';

/** One of these words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Rule<Word> {
  return {
    expected: `one of ${words.join(', ')}`,
    json: { enum: words },
    read: (value) => words.find((word) => word === value),
  };
}

/** A list of different words out of these. */
export function someOf<const Word extends string>(
  what: string,
  words: readonly Word[],
): Rule<readonly Word[]> {
  const wordOf = (text: string) => words.find((word) => word === text);
  return different(`a list of ${what}, each one of ${words.join(', ')}`, wordOf, { enum: words });
}

/** A list of different texts; another rule checks which ones are known. */
export function words(what: string): Rule<readonly string[]> {
  return different(`a list of ${what}`, (text) => text);
}

/** A list of different workspace ids. */
export const workspaceIds = different(`a list of different ids, each of ${ID_EXPECTED}`, (id) =>
  WORKSPACE_ID.test(id) ? id : undefined,
);

/** Origins as browsers send them. */
export const origins = separated(
  'a list of origins such as https://app.example.com, without a path or trailing slash',
  (text) => /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text,
);

/** Host names and IP addresses without ports, in lower case. */
export const hostNames = separated(
  'a list of host names such as graph.example.com, without scheme or port',
  isHost,
  (text) => text.toLowerCase(),
);

/** Addresses and networks (CIDR), except a network of all addresses. */
export const networks = separated(
  'a list of IP addresses or networks such as 10.0.0.0/8, but not all addresses (/0)',
  (text) => {
    const [address = '', bits = '1', ...others] = text.split('/');
    const longest = isIP(address) === 6 ? 128 : 32;
    const isLength = /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= longest;
    return isIP(address) !== 0 && isLength && others.length === 0;
  },
);

/** A list of at least one item, all of them different. */
function different<Item>(
  expected: string,
  itemOf: (text: string) => Item | undefined,
  items: object = { type: 'string' },
): Rule<readonly Item[]> {
  return {
    expected,
    json: { type: 'array', items, minItems: 1, uniqueItems: true },
    read: (value) => {
      const given = itemsOf(value, itemOf) ?? [];
      return given.length > 0 && new Set(given).size === given.length ? given : undefined;
    },
  };
}

/** A list, or comma-separated text. */
function separated(
  expected: string,
  isItem: (text: string) => boolean,
  itemOf = (text: string) => text,
): Rule<readonly string[]> {
  return {
    expected,
    json: { type: ['array', 'string'], items: { type: 'string' } },
    read: (value) => {
      const items = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
      return itemsOf(items, (text) => (isItem(text) ? itemOf(text) : undefined));
    },
  };
}

/** The items of a list of texts; undefined if it isn't one, or if one of them has none. */
function itemsOf<Item>(
  value: unknown,
  itemOf: (text: string) => Item | undefined,
): readonly Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map((text) => (typeof text === 'string' ? itemOf(text) : undefined));
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}

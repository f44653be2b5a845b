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
  const isWord = (text: string): text is Word => words.some((word) => word === text);
  return {
    expected: `a list of ${what}, each one of ${words.join(', ')}`,
    json: { type: 'array', items: { enum: words }, minItems: 1, uniqueItems: true },
    read: (value) => {
      const given = differentTexts(value);
      return given?.every(isWord) === true ? given : undefined;
    },
  };
}

/** A list of different texts; another rule checks which ones are known. */
export function words(what: string): Rule<readonly string[]> {
  return {
    expected: `a list of ${what}`,
    json: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
    read: differentTexts,
  };
}

/** A list of different workspace ids. */
export const workspaceIds: Rule<readonly string[]> = {
  ...words(`different ids, each of ${ID_EXPECTED}`),
  read: (value) => onlyIf(differentTexts(value), (id) => WORKSPACE_ID.test(id)),
};

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

/** A list, or comma-separated text. */
function separated(
  expected: string,
  isItem: (text: string) => boolean,
  itemOf: (text: string) => string = (text) => text,
): Rule<readonly string[]> {
  return {
    expected,
    json: { type: ['array', 'string'], items: { type: 'string' } },
    read: (value) => {
      const items = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
      return onlyIf(texts(items), isItem)?.map(itemOf);
    },
  };
}

function texts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.filter((item) => typeof item === 'string');
  return items.length === value.length ? items : undefined;
}

function differentTexts(value: unknown): readonly string[] | undefined {
  const items = texts(value);
  return items && items.length > 0 && new Set(items).size === items.length ? items : undefined;
}

function onlyIf(
  items: readonly string[] | undefined,
  isItem: (text: string) => boolean,
): readonly string[] | undefined {
  return items?.every(isItem) === true ? items : undefined;
}

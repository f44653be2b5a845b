import * as v from 'valibot';
import { SCOPES } from '../../domain/caller.js';
import { at, itemsAt } from './at.js';
import { someOf, words } from './list-rules.js';
import { flag, wholeNumber } from './number-rules.js';
import { type Fault, list, required, section, setting } from './setting.js';
import { address, secret, sha256 } from './text-rules.js';

const MASKED = setting(flag, false, {
  text: 'whether personal data is masked for callers without the scope `pii:read`',
});

const API_KEY = section({
  name: required(secret('a name for the log'), { text: 'the name in the log' }),
  sha256: required(sha256, { variable: 'AUTH_API_KEY_SHA256', secret: true, text: 'the SHA-256 of the key' }),
  workspaces: required(words('workspace ids'), { text: 'the ids of the workspaces that it may read' }),
  scopes: required(someOf('scopes', SCOPES), {
    text: `one or more of ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}`,
  }),
  maskPersonalData: MASKED,
});

/** Tokens of one issuer, signed with a key from its JSON Web Key Set. */
const JWT = section({
  jwksUrl: required(address, { text: 'the address of the issuer’s JSON Web Key Set' }),
  issuer: required(secret('the `iss` of tokens'), { text: 'the required `iss` of tokens' }),
  audience: required(secret('the `aud` of tokens'), { text: 'an `aud` that tokens must contain' }),
  maskPersonalData: MASKED,
});

/** Requires at least one key, or tokens: an empty section would lock everyone out, or be mistaken for protection. */
export const AUTH = v.pipe(
  section(
    {
      requestsPerMinute: setting(wholeNumber('requests', 1, 1_000_000_000), 6000, {
        variable: 'AUTH_REQUESTS_PER_MINUTE',
        text: 'requests per minute that each API key and each token subject may send',
      }),
      apiKeys: v.optional(list(API_KEY, repeatedKeys), []),
      jwt: v.optional(JWT),
    },
    (auth) => {
      const isEmpty = itemsAt(auth, 'apiKeys').length === 0 && at(auth, 'jwt') === undefined;
      return isEmpty
        ? [{ path: ['apiKeys'], expected: 'a list of at least one key, unless jwt is set' }]
        : [];
    },
  ),
  v.transform(({ jwt = null, ...auth }) => ({ ...auth, jwt })),
);

/** Two keys with the same name would share a rate limit; of two with the same hash, only the first would be used. */
function repeatedKeys(keys: unknown): readonly Fault[] {
  return ['name', 'sha256'].flatMap((setting) =>
    repeated(keys, setting).map((index) => {
      return { path: [index, setting], expected: `a ${setting} that no other key has` };
    }),
  );
}

/** The indexes of items whose text at `key` repeats that of an earlier item. */
export function repeated(items: unknown, key: string): readonly number[] {
  const before = new Set<string>();
  return itemsAt(items).flatMap((item, index) => {
    const text = at(item, key);
    if (typeof text !== 'string' || text === '') return [];
    if (before.has(text)) return [index];
    before.add(text);
    return [];
  });
}

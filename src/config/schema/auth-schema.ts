import { SCOPES } from '../../domain/caller.js';
import { at } from './plain-data.js';
import { someOf, words } from './list-rules.js';
import { flag, wholeNumber } from './number-rules.js';
import { list, nullable, type Report, required, section, setting } from './setting.js';
import { address, secret, sha256 } from './text-rules.js';

const MASKED = setting(flag, false, {
  text: 'whether personal data is masked for callers without the scope `pii:read`',
});

const API_KEY = section(null, {
  name: required(secret('a name for the log'), { text: 'the name in the log' }),
  sha256: required(sha256, { variable: 'AUTH_API_KEY_SHA256', secret: true, text: 'the SHA-256 of the key' }),
  workspaces: required(words('workspace ids'), { text: 'the ids of the workspaces that it may read' }),
  scopes: required(someOf('scopes', SCOPES), {
    text: `one or more of ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}`,
  }),
  maskPersonalData: MASKED,
});

/** Tokens of one issuer, signed with a key from its JSON Web Key Set. */
const JWT = section(null, {
  jwksUrl: required(address, { text: 'the address of the issuer’s JSON Web Key Set' }),
  issuer: required(secret('the `iss` of tokens'), { text: 'the required `iss` of tokens' }),
  audience: required(secret('the `aud` of tokens'), { text: 'an `aud` that tokens must contain' }),
  maskPersonalData: MASKED,
});

/** Requires at least one key, or tokens: an empty section would lock everyone out, or be mistaken for protection. */
export const AUTH = section(
  'AUTH',
  {
    requestsPerMinute: setting(wholeNumber('requests', 1, 1_000_000_000), 6000, {
      text: 'requests per minute that each API key and each token subject may send',
    }),
    apiKeys: list(API_KEY, (keys, report) => {
      // Two keys with the same name would share a rate limit; of two with the same hash, only the first would be used.
      reportRepeated('name', keys, report, 'a name that no other key has');
      reportRepeated('sha256', keys, report, 'a sha256 that no other key has');
    }),
    jwt: nullable(JWT),
  },
  ({ apiKeys, jwt }, report) => {
    if (apiKeys?.length === 0 && jwt === null)
      report('apiKeys', 'a list of at least one key, unless jwt is set');
  },
);

/** Reports items whose text at `key` repeats that of an earlier item. */
export function reportRepeated(
  key: string,
  items: readonly unknown[],
  report: Report,
  expected: string,
): void {
  const texts = items.map((item) => at(item, key));
  for (const [index, text] of texts.entries()) {
    const isText = typeof text === 'string' && text !== '';
    if (isText && texts.indexOf(text) < index) report(`[${index}].${key}`, expected);
  }
}

import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** The codes that callers get in fields, not in an error's extensions. */
const USER_ERRORS = ['INVALID', 'NOT_PERMITTED', 'REQUIRED'];

/** Every error code in the source, by the forms in which it is written. */
function writtenCodes(): readonly string[] {
  const source = globSync('src/{auth,domain,graph,http,operations,subscriptions,upstream}/**/*.ts').map(
    (path) => readFileSync(path, 'utf8'),
  );
  const found = source.flatMap((text) => [
    ...text.matchAll(/\bcode(?:: | = )'([A-Z_]+)'|'(UPSTREAM_[A-Z_]+)'/g),
  ]);
  return [...new Set(found.map(([, written, upstream]) => written ?? upstream ?? ''))];
}

test('docs/errors.md has a row for every error code', () => {
  const page = readFileSync('docs/errors.md', 'utf8');
  const codes = writtenCodes().filter((code) => !USER_ERRORS.includes(code));
  expect(codes).toContain('UPSTREAM_TIMEOUT');
  expect(codes.filter((code) => !page.includes(`| \`${code}\` `))).toEqual([]);
});

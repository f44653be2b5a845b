import type { SectionReader } from './section-reader.js';
import { wordsOf } from './setting-values.js';
import { ApiKeySection, AuthSection, JwtSection } from './settings-document.js';
import type { AuthDocument } from './settings-document.js';

/** Reads who may ask; keys may name only the workspaces of these ids. */
export function readAuth(raw: unknown, known: readonly string[], reader: SectionReader): AuthDocument {
  const section = reader.read(new AuthSection(), raw, 'auth');
  const apiKeys = reader
    .readList(section.apiKeys, 'auth.apiKeys')
    .map((key, index) => readApiKey(key, `auth.apiKeys[${String(index)}]`, known, reader));
  reportRepeated(apiKeys, reader);
  const jwt = section.jwt === undefined ? null : reader.read(new JwtSection(), section.jwt, 'auth.jwt');
  if (apiKeys.length === 0 && jwt === null) {
    reader.report('auth.apiKeys', 'a list of at least one key where there is no jwt');
  }
  return { section, apiKeys, jwt };
}

function readApiKey(
  raw: unknown,
  path: string,
  known: readonly string[],
  reader: SectionReader,
): ApiKeySection {
  const key = reader.read(new ApiKeySection(), raw, path);
  if (wordsOf(key.workspaces, known) === null) {
    reader.report(`${path}.workspaces`, `a list of workspaces, of ${known.join(', ')}`);
  }
  return key;
}

/** Two keys of one name would share a limit, and of two with one hash only the first would count. */
function reportRepeated(keys: readonly ApiKeySection[], reader: SectionReader): void {
  for (const setting of ['name', 'sha256'] as const) {
    const seen = new Set<unknown>();
    keys.forEach((key, index) => {
      const value: unknown = key[setting];
      if (value !== '' && seen.has(value)) {
        reader.report(`auth.apiKeys[${String(index)}].${setting}`, `a ${setting} that no other key has`);
      }
      seen.add(value);
    });
  }
}

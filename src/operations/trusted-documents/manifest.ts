import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { SettingsError } from '../../config/settings-error.js';
import { record } from '../../json/decode.js';

/** Documents by the SHA-256 of their text, in lower-case hexadecimal. */
export type Manifest = ReadonlyMap<string, string>;

const KEY = 'trustedDocuments.manifest';

/**
 * Reads a manifest as graphql-codegen writes it: a JSON object of texts by hash, with or without the prefix `sha256:`.
 * Rejects with a SettingsError that names the hash of every document whose text has another hash, isn't GraphQL or
 * doesn't fit the schema.
 */
export async function readManifest(path: string, schema: GraphQLSchema): Promise<Manifest> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new SettingsError([{ key: KEY, expected: 'the path of a readable file' }]);
  const documents = parsed(text);
  if (documents === null) {
    throw new SettingsError([{ key: KEY, expected: 'a JSON object that maps hashes to documents' }]);
  }
  const manifest = new Map<string, string>();
  const problems = Object.entries(documents).flatMap(([id, document]) => {
    const hash = hashOf(id);
    if (hash === null)
      return [{ key: KEY, expected: 'only SHA-256 hashes as names, in lower-case hexadecimal' }];
    if (typeof document !== 'string' || sha256(document) !== hash) {
      return [{ key: KEY, expected: `a document with the hash ${hash}` }];
    }
    if (!fits(document, schema))
      return [{ key: KEY, expected: `the document ${hash} to be valid in the schema` }];
    manifest.set(hash, document);
    return [];
  });
  // All names that aren't hashes have the same message.
  const different = new Map(problems.map((problem) => [problem.expected, problem]));
  if (different.size > 0) throw new SettingsError([...different.values()]);
  return manifest;
}

/** The names of the documents' operations. */
export function operationNames(manifest: Manifest): readonly string[] {
  return [...manifest.values()].flatMap((text) =>
    parse(text).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? []) : [],
    ),
  );
}

/** The hash in a document's identifier (GraphQL over HTTP, appendix A); null if there is none. */
export function hashOf(id: string): string | null {
  return /^(?:sha256:)?([0-9a-f]{64})$/.exec(id)?.[1] ?? null;
}

/** The SHA-256 of the text in UTF-8, in lower-case hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return record(JSON.parse(text));
  } catch {
    return null;
  }
}

function fits(document: string, schema: GraphQLSchema): boolean {
  try {
    return validate(schema, parse(document)).length === 0;
  } catch {
    return false;
  }
}

/*
 * Writes, from the declarations in src/config/schema, settings.schema.json, which editors use to complete and check a
 * settings file, and the tables of docs/settings.md. With --check it writes nothing and fails if either is outdated.
 * Reads dist/.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { SETTINGS } from '../dist/config/schema/settings-schema.js';

const SCHEMA = 'schema/settings.schema.json';
const DOCS = 'docs/settings.md';
/** In a file, any value may come from the environment or from another file. */
const REFERENCE = { type: 'string', pattern: '\\$\\{[^}]+\\}' };

/** The JSON Schema of a setting, section or list. */
function jsonSchema(schema) {
  const { item, entries } = schema;
  if (item) return { type: 'array', items: jsonSchema(item) };
  if (!entries) return settingSchema(schema);
  const required = Object.keys(entries).filter((name) => isRequired(entries[name]));
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(entries).map(([name, each]) => [name, jsonSchema(each)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function settingSchema(schema) {
  const { json, text, fallback } = schema;
  const isText = json.type === 'string';
  return {
    ...(text && { description: plain(text) }),
    ...(isText ? json : { anyOf: [json, REFERENCE] }),
    ...(hasDefault(schema) && { default: fallback }),
  };
}

/** Whether it is a setting that can't be omitted. */
function isRequired({ json, isOptional }) {
  return json !== undefined && !isOptional;
}

/** Whether there is a default that isn't an empty list or nothing. */
function hasDefault(schema) {
  return ['string', 'number', 'boolean'].includes(typeof schema.fallback);
}

/** Markdown without its links and code. */
function plain(markdown) {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
}

/** The rows of a table: each setting below a path. */
function rowsOf(schema, path) {
  const { item, entries, variable, text = '' } = schema;
  if (item) return rowsOf(item, path);
  if (entries) return Object.entries(entries).flatMap(([name, each]) => rowsOf(each, `${path}.${name}`));
  return [`| \`${path}\` | ${variable ? `\`${variable}\`` : ''} | ${defaultOf(schema)} | ${text} |`];
}

function defaultOf(schema) {
  const { usual, fallback } = schema;
  if (usual !== undefined) return usual;
  if (isRequired(schema)) return 'required';
  return hasDefault(schema) ? `\`${fallback}\`` : 'none';
}

/** The page with its tables made anew; a table is of the section that its first row names. */
function withTables(page) {
  const { entries } = SETTINGS;
  const missing = new Set(Object.keys(entries));
  const made = page.replace(/^(\| setting .*\n\|.*\n)((?:\|.*\n)+)/gm, (_, head, rows) => {
    const [, name] = /^\| `(\w+)/.exec(rows);
    missing.delete(name);
    return `${head}${rowsOf(entries[name], name).join('\n')}\n`;
  });
  if (missing.size > 0) throw new Error(`${DOCS} has no table of ${[...missing].join(', ')}`);
  return made;
}

const files = new Map([
  [
    SCHEMA,
    JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Settings of Switchboard',
      ...jsonSchema(SETTINGS),
    }),
  ],
  [DOCS, withTables(readFileSync(DOCS, 'utf8'))],
]);
for (const [path, text] of files) {
  const formatted = await format(text, { ...(await resolveConfig(path)), filepath: path });
  if (!process.argv.includes('--check')) writeFileSync(path, formatted);
  else if (readFileSync(path, 'utf8') !== formatted) {
    console.error(`${path} isn't fresh: run npm run settings.`);
    process.exitCode = 1;
  }
}

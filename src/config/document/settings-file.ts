import { parseDocument, visit } from 'yaml';
import type { Environment } from '../environment/environment.js';
import {
  fileVariable,
  type ReadFile,
  readSecret,
  secretOf,
  type SecretText,
} from '../environment/secret-files.js';
import type { SectionReader } from './section-reader.js';

const FILE = 'file:';
const REFERENCE = /\$\{([^}]*)\}?/g;

/**
 * The plain data of a YAML text with every `${NAME}` in its values replaced by that variable, or by the file that
 * `NAME_FILE` names, and every `${file:PATH}` by that file; what is filled in is not looked at again. An empty variable
 * counts as missing. If the text isn't YAML, that is reported and the result is undefined.
 */
export function parseSettingsFile(
  text: string,
  environment: Environment,
  readFile: ReadFile,
  reader: SectionReader,
): unknown {
  const document = parseDocument(text, { schema: 'core', stringKeys: true });
  // The parser's messages quote the text, which may hold secrets: only the place and the kind are told.
  for (const { code, linePos } of [...document.errors, ...document.warnings]) {
    const place = linePos ? `line ${String(linePos[0].line)}, column ${String(linePos[0].col)}: ` : '';
    reader.report('', `a file of valid YAML (${place}${code.toLowerCase().replaceAll('_', ' ')})`);
  }
  visit(document, {
    Alias: () => {
      reader.report('', 'a file of YAML without aliases');
      return visit.BREAK;
    },
  });
  if (reader.problems.length > 0) return undefined;
  return fill(document.toJS(), '', (reference, path) => {
    const value = valueOf(reference, environment, readFile);
    if ('text' in value) return value.text;
    reader.report(path, value.expected);
    return '';
  });
}

/** The names of all variables that a YAML text may read. */
export function variablesOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(REFERENCE)].flatMap(([, name = '']) => [name, fileVariable(name)]));
}

/** Fills in the references below `path`. */
function fill(value: unknown, path: string, variable: (name: string, path: string) => string): unknown {
  if (typeof value === 'string') return value.replace(REFERENCE, (_, name: string) => variable(name, path));
  if (Array.isArray(value))
    return value.map((item, index) => fill(item, `${path}[${String(index)}]`, variable));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => {
    return [name, fill(item, path === '' ? name : `${path}.${name}`, variable)] as const;
  });
  return Object.fromEntries(entries);
}

function valueOf(reference: string, environment: Environment, readFile: ReadFile): SecretText {
  if (reference.startsWith(FILE)) return readSecret(reference.slice(FILE.length), readFile);
  const missing = /^[A-Za-z_]\w*$/.test(reference)
    ? `the variable ${reference} to be set`
    : 'a variable as ${NAME}: letters, digits and "_"';
  return secretOf(reference, environment, readFile) ?? { expected: missing };
}

import { isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { Environment } from './environment/environment.js';
import { type ReadFile, readSecret, secretOf, type SecretText } from './environment/secret-files.js';
import { fileVariable } from './environment/settings-environment.js';
import type { SettingsProblem } from './settings-error.js';

const FILE = 'file:';
const REFERENCE = /\$\{([^}]*)\}?/g;

/**
 * Reads a YAML text. Replaces every `${NAME}` in its values with that variable or the file that `NAME_FILE` names, and
 * every `${file:PATH}` with that file; replacements aren't expanded again. An empty variable counts as missing. `raw`:
 * its plain data with the replacements; undefined if it isn't valid YAML.
 */
export function parseSettingsFile(text: string, environment: Environment, readFile: ReadFile) {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { schema: 'core', stringKeys: true, lineCounter });
  const key = 'SWITCHBOARD_CONFIG';

  /** The line at an offset; undefined if the file has only one. */
  function lineAt(offset = 0): number | undefined {
    return lineCounter.lineStarts.length > 1 ? lineCounter.linePos(offset).line : undefined;
  }

  /** The line of a setting or, if the file lacks it, of the section around it; undefined if there is only one. */
  function lineOf(setting: string): number | undefined {
    const path = setting.match(/[^.[\]]+/g) ?? [];
    const lengths = path.map((_, index) => path.length - index);
    const node = lengths.map((length) => document.getIn(path.slice(0, length), true)).find(isNode);
    return lineAt(node?.range?.[0]);
  }

  // The parser's messages quote the text, which may contain secrets, so only the position and the kind are reported.
  const problems = [...document.errors, ...document.warnings].map(
    ({ code, pos: [offset] }): SettingsProblem => {
      const { col } = lineCounter.linePos(offset);
      const kind = code.toLowerCase().replaceAll('_', ' ');
      return { key, expected: `a valid YAML file (column ${col}: ${kind})`, line: lineAt(offset) };
    },
  );
  visit(document, {
    Alias: (_, { range }) => {
      problems.push({ key, expected: 'a YAML file without aliases', line: lineAt(range?.[0]) });
      return visit.BREAK;
    },
  });

  const valueFor = (reference: string, path: string) => {
    const value = valueOf(reference, environment, readFile);
    if ('text' in value) return value.text;
    problems.push({ key: path, expected: value.expected });
    return '';
  };
  const raw = problems.length > 0 ? undefined : fill(document.toJS(), '', valueFor);
  return { raw, problems, lineOf };
}

/** The names of all variables that a YAML text may read. */
export function variablesOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(REFERENCE)].flatMap(([, name = '']) => [name, fileVariable(name)]));
}

/** Fills in the references below `path`. */
function fill(value: unknown, path: string, valueFor: (reference: string, path: string) => string): unknown {
  if (typeof value === 'string') return value.replace(REFERENCE, (_, name: string) => valueFor(name, path));
  if (Array.isArray(value)) return value.map((item, index) => fill(item, `${path}[${index}]`, valueFor));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => {
    return [name, fill(item, path === '' ? name : `${path}.${name}`, valueFor)] as const;
  });
  return Object.fromEntries(entries);
}

function valueOf(reference: string, environment: Environment, readFile: ReadFile): SecretText {
  if (reference.startsWith(FILE)) return readSecret(reference.slice(FILE.length), readFile);
  return secretOf(reference, environment, readFile) ?? { expected: missing(reference) };
}

/** What was expected in place of an unresolved reference. Doesn't repeat one that may be a misplaced secret. */
function missing(reference: string): string {
  if (!/^[A-Za-z_]\w*$/.test(reference)) return 'a variable as ${NAME}: letters, digits and "_"';
  const isPlausible = /^\D+$|^[A-Z][A-Z\d]*_[A-Z\d_]*$/.test(reference);
  return `the variable ${isPlausible ? reference : 'that it names'} to be set`;
}

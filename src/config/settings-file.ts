import { parseDocument, visit } from 'yaml';
import type { Environment } from './environment.js';
import type { SectionReader } from './section-reader.js';

const REFERENCE = /\$\{([^}]*)\}?/g;

/**
 * The plain data of a YAML text with every `${NAME}` in its values replaced by that variable; what a
 * variable holds is not looked at again. An empty variable counts as missing. Where the text isn't
 * YAML, that is reported and the result is undefined.
 */
export function parseSettingsFile(text: string, environment: Environment, reader: SectionReader): unknown {
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
  return fill(document.toJS(), '', (name, path) => valueOf(name, path, environment, reader));
}

/** The names of all variables that a YAML text refers to. */
export function variablesOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(REFERENCE)].map(([, name = '']) => name));
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

function valueOf(name: string, path: string, environment: Environment, reader: SectionReader): string {
  const value = environment[name];
  if (value) return value;
  const plausible = /^[A-Za-z_]\w*$/.test(name);
  reader.report(
    path,
    plausible ? `the variable ${name} to be set` : 'a variable as ${NAME}: letters, digits and "_"',
  );
  return '';
}

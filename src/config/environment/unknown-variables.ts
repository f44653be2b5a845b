import { closest } from 'fastest-levenshtein';
import type { Environment } from './environment.js';
import { FILE_VARIABLES, isQuoted, WITHOUT_QUOTES } from './secret-files.js';
import { suggestion } from '../suggestion.js';
import { isServiceVariable, VARIABLES } from './settings-environment.js';
import { UNKNOWN_SETTING, type SettingsProblem } from '../settings-error.js';

/** The variable that names a settings file, and the settings' variables. */
const NAMES: readonly string[] = ['SWITCHBOARD_CONFIG', ...VARIABLES.map(({ name }) => name)];
const OURS: readonly string[] = [...NAMES, ...FILE_VARIABLES];
/** The variables that apply beside a settings file. */
const BESIDE_FILE: readonly string[] = [
  'SWITCHBOARD_CONFIG',
  ...VARIABLES.filter(({ path }) => path.startsWith('server.')).map(({ name }) => name),
];
/** Other variables that apply with or without a settings file. */
const OTHERS: readonly string[] = ['NODE_ENV', 'NO_PROXY', 'no_proxy'];
/** Prefixes that other programs use, too: Jenkins sets `WORKSPACE_TMP`, and many programs read `LOG_FORMAT`. */
const SHARED_PREFIXES: readonly string[] = ['WORKSPACE', 'LOG'];
/** Prefixes that people add to variables that have none. */
const BARE_PREFIXES: readonly string[] = ['SERVER', 'SWITCHBOARD'];

/**
 * The variables with a value in quotes, a name after a byte order mark, or an unknown name. `used`: the variables that
 * the settings file reads; null without a file.
 */
export function variableProblems(
  environment: Environment,
  used: ReadonlySet<string> | null,
): readonly SettingsProblem[] {
  const quoted = [...OTHERS, ...(used === null ? OURS : BESIDE_FILE)]
    .filter((name) => isQuoted(environment[name] ?? ''))
    .map((key) => ({ key, expected: `a value ${WITHOUT_QUOTES}` }));
  return [...quoted, ...markedVariables(environment), ...unknownVariables(environment, used)];
}

/**
 * Unknown variables with one of our prefixes, each with the nearest known one. Beside a settings file, only the
 * prefixes of `SWITCHBOARD_CONFIG` and the server's variables are ours, and the variables in `used`, which the file
 * reads, are known.
 */
function unknownVariables(environment: Environment, used: ReadonlySet<string> | null): SettingsProblem[] {
  const prefixes = prefixesOf(used === null ? NAMES : BESIDE_FILE);
  return Object.entries(environment)
    .filter(([name, value]) => value && prefixes.has(prefixOf(name)) && !OURS.includes(name))
    .filter(([name, value]) => !used?.has(name) && !isServiceVariable(name, value))
    .flatMap(([name]) => {
      const hint = hintOf(name);
      return hint === null ? [] : [{ key: name, expected: `${UNKNOWN_SETTING}${hint}` }];
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The variables after a byte order mark, which Node reads as part of the first name in a file. */
function markedVariables(environment: Environment): readonly SettingsProblem[] {
  const expected = 'a file of variables without a byte order mark (BOM) at its start';
  return Object.keys(environment)
    .filter((name) => /^\uFEFF\w+$/.test(name))
    .map((name) => ({ key: name.slice(1), expected }));
}

/**
 * The settings' variables that have no effect beside a settings file: neither the server's nor in `used`, which the
 * file reads.
 */
export function ignoredVariables(environment: Environment, used: ReadonlySet<string>): readonly string[] {
  const set = OURS.filter((name) => {
    const value = environment[name];
    return value && !BESIDE_FILE.includes(name) && !used.has(name) && !isServiceVariable(name, value);
  });
  return set.sort();
}

function prefixesOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name) => name.includes('_')).map(prefixOf));
}

function prefixOf(name: string): string {
  const end = name.indexOf('_');
  return end < 0 ? '' : name.slice(0, end);
}

/** Suggests the variable that was meant; null for a variable that probably belongs to another program. */
function hintOf(name: string): string | null {
  if (SHARED_PREFIXES.includes(prefixOf(name))) return suggestion(name, NAMES) || null;
  const base = name.replace(/_FILE$/, '');
  const meant = NAMES.includes(base) ? base : nearest(base);
  const inFile = FILE_VARIABLES.find((known) => name !== base && known === `${meant}_FILE`);
  return ` (did you mean \`${inFile ?? meant}\`?)`;
}

function nearest(name: string): string {
  const prefix = prefixOf(name);
  // SERVER_PORT means PORT, SWITCHBOARD_CCRM_TOKEN means CCRM_TOKEN, TRUSTED_PROXIES means SERVER_TRUSTED_PROXIES.
  const bare = BARE_PREFIXES.includes(prefix) ? name.slice(prefix.length + 1) : null;
  const meant = NAMES.find((known) => known === bare || known.endsWith(`_${name}`));
  return meant ?? nearestSister(name, prefix);
}

/** Of the variables with this prefix that share the most words with the name, the one spelt most like it. */
function nearestSister(name: string, prefix: string): string {
  const words = new Set(name.split('_'));
  const shared = (known: string) => known.split('_').filter((word) => words.has(word)).length;
  const sisters = NAMES.filter((known) => prefixOf(known) === prefix);
  const most = Math.max(...sisters.map(shared));
  return closest(
    name,
    sisters.filter((known) => shared(known) === most),
  );
}

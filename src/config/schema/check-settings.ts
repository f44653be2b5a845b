import * as v from 'valibot';
import { suggestion } from '../nearest.js';
import { oneEach, UNKNOWN_SETTING, type SettingsProblem } from '../settings-error.js';
import { isMapping } from './at.js';
import { aboutOf, expectedOf, type Schema } from './setting.js';
import { SETTINGS } from './settings-schema.js';

/** Settings in the form of a file, with all defaults. */
export type DocumentedSettings = v.InferOutput<typeof SETTINGS>;

/** Parses plain data as settings; null if there are problems. Problems never contain a value. */
export function checkSettings(raw: unknown): {
  readonly document: DocumentedSettings | null;
  readonly problems: readonly SettingsProblem[];
} {
  const { success, output, issues = [] } = v.safeParse(SETTINGS, raw);
  const problems = [
    ...structureProblems(SETTINGS, raw, ''),
    ...issues.map(({ message, path = [] }) => problem(path.reduce(pathOf, ''), message)),
  ];
  return { document: success && problems.length === 0 ? output : null, problems: oneEach(problems) };
}

/** Unknown settings, and lists in place of sections. */
function structureProblems(schema: Schema, raw: unknown, path: string): readonly SettingsProblem[] {
  const { entries, item } = aboutOf(schema);
  if (item && Array.isArray(raw)) {
    return raw.flatMap((each, index) => structureProblems(item, each, `${path}[${index}]`));
  }
  if (entries === undefined || raw === undefined) return [];
  if (!isMapping(raw)) return [problem(path, expectedOf(entries))];
  return Object.entries(raw).flatMap(([name, value]) => {
    const known = Object.hasOwn(entries, name) ? entries[name] : undefined;
    return known
      ? structureProblems(known, value, pathOf(path, { key: name }))
      : [unknownSetting(path, name, Object.keys(entries))];
  });
}

function unknownSetting(path: string, name: string, known: readonly string[]): SettingsProblem {
  const hint = suggestion(name, known);
  // An implausible name may be a misplaced secret.
  const isPlausible = hint === '' ? /^[a-z][a-z_-]{0,31}$/i : /^[a-z][\w-]{0,31}$/i;
  return isPlausible.test(name)
    ? problem(pathOf(path, { key: name }), `${UNKNOWN_SETTING}${hint}`)
    : problem(path, `only the settings ${known.join(', ')}`);
}

function pathOf(path: string, { key }: { readonly key: unknown }): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? String(key) : `${path}.${String(key)}`;
}

/** The path of the file itself is ''. */
function problem(path: string, expected: string): SettingsProblem {
  return { key: path === '' ? 'SWITCHBOARD_CONFIG' : path, expected };
}

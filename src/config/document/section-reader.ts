import { validateSync } from 'class-validator';
import { closest, distance } from 'fastest-levenshtein';
import type { SettingsProblem } from '../settings-error.js';

/** Reads sections out of a parsed document and gathers what is wrong with them, never a value. */
export class SectionReader {
  readonly problems: SettingsProblem[] = [];

  /** Fills `section` from the mapping at `path` and checks it; its values hold only while `problems` is empty. */
  read<T extends object>(section: T, raw: unknown, path: string): T {
    const known = Object.keys(section);
    if (!isMapping(raw)) {
      this.report(path, `a mapping of ${known.join(', ')}`);
      return section;
    }
    const entries = Object.entries(raw);
    for (const [name] of entries) {
      if (!known.includes(name)) this.reportUnknown(path, name, known);
    }
    Object.assign(section, Object.fromEntries(entries.filter(([name]) => known.includes(name))));
    for (const { property, constraints = {} } of validateSync(section)) {
      this.report(join(path, property), Object.values(constraints).join(', and '));
    }
    return section;
  }

  /** The items of a list. */
  readList(raw: unknown, path: string): readonly unknown[] {
    if (Array.isArray(raw)) return raw;
    this.report(path, 'a list');
    return [];
  }

  /** Notes a problem of the setting at `path`, '' being the file itself; a path's first one stands for it. */
  report(path: string, expected: string): void {
    const key = path === '' ? 'SWITCHBOARD_CONFIG' : path;
    if (!this.problems.some((problem) => problem.key === key)) this.problems.push({ key, expected });
  }

  private reportUnknown(path: string, name: string, known: readonly string[]): void {
    // What isn't a plausible name may be a secret in the wrong place.
    if (!/^[a-z][\w-]{0,31}$/i.test(name)) {
      this.report(path, `only the settings ${known.join(', ')}`);
    } else {
      this.report(join(path, name), `nothing: unknown setting${suggestion(name, known)}`);
    }
  }
}

/** The words that offer the known name most like `name`, or none if no name is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = closest(name, [...known]);
  return known.length > 0 && distance(name, nearest) <= 2 ? `, the nearest is ${nearest}` : '';
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

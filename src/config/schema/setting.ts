import { suggestion } from '../suggestion.js';
import { UNKNOWN_SETTING } from '../settings-error.js';
import { isMapping } from './plain-data.js';

/** The allowed values of a setting, and how they are converted. */
export interface Rule<Value> {
  /** A noun phrase. Refers to other settings as `{upstream.deadline}`; never contains the value. */
  readonly expected: string | ((value: unknown) => string);
  /** The JSON Schema for a settings file. */
  readonly json: object;
  /** The setting's value; undefined if it is invalid. From the environment, the input is always text. */
  readonly read: (value: unknown) => Value | undefined;
}

/** Metadata of a setting for documentation, editors and the environment. */
interface About {
  /** The environment variable that sets it, for the first workspace or key. */
  readonly variable?: string;
  /** Whether the variable with the suffix `_FILE` may name a file instead. */
  readonly secret?: true;
  /** The description, in Markdown; links are relative to docs/. */
  readonly text?: string;
  /** The default in the documentation, in Markdown, if it isn't a constant. */
  readonly usual?: string;
}

/** A setting, a section (with its entries) or a list (with its item). */
export interface Schema<Value> extends About {
  /** The value of plain data, which is undefined if omitted. Reports every fault; faulty parts are undefined. */
  readonly read: (written: unknown, report: Report) => Value | undefined;
  /** Whether a setting may be omitted; sections and lists always may. */
  readonly isOptional?: true;
  /** A setting's JSON Schema. */
  readonly json?: object;
  /** A setting's default, as written in a file. */
  readonly fallback?: Fallback;
  /** The settings of a section by their names. */
  readonly entries?: Entries;
  /** The schema of each item of a list. */
  readonly item?: Schema<unknown>;
}

/** Receives the expected value at a path relative to the schema, such as `[0].id`; '' is the schema itself. */
export type Report = (path: string, expected: string) => void;

export type ValueOf<S> = S extends Schema<infer Value> ? Value : never;
type Fallback = string | number | boolean | readonly string[];
type Entries = Readonly<Record<string, Schema<unknown>>>;
type Values<Known extends Entries> = { readonly [Name in keyof Known]: ValueOf<Known[Name]> };

/** A setting without a default. */
export function required<Value>(rule: Rule<Value>, about: About = {}): Schema<Value> {
  return {
    ...about,
    json: rule.json,
    read(written, report) {
      const value = rule.read(written);
      if (value === undefined) report('', expectedFor(rule, written));
      return value;
    },
  };
}

/** A setting with a default. */
export function setting<Value>(rule: Rule<Value>, fallback: Fallback, about?: About): Schema<Value> {
  const { read, ...schema } = required(rule, about);
  return {
    ...schema,
    isOptional: true,
    fallback,
    read: (written = fallback, report) => read(written, report),
  };
}

/** A setting that is null if omitted. */
export function optional<Value>(rule: Rule<Value>, about?: About): Schema<Value | null> {
  return nullable(required(rule, about));
}

/** A setting or section that is null if omitted. */
export function nullable<Value>({ read, ...schema }: Schema<Value>): Schema<Value | null> {
  return {
    ...schema,
    isOptional: true,
    read: (written, report) => (written === undefined ? null : read(written, report)),
  };
}

/**
 * A mapping of settings, whose variables begin with `prefix`; null if they have none. `check` reports conflicts between
 * them; faulty ones are undefined.
 */
export function section<const Known extends Entries>(
  prefix: string | null,
  entries: Known,
  check: (given: Partial<Values<Known>>, report: Report) => void = () => undefined,
): Schema<Values<Known>> {
  const names = Object.keys(entries);
  const own = Object.entries(entries).map(
    ([name, entry]) => [name, withVariable(prefix, name, entry)] as const,
  );
  return {
    entries: Object.fromEntries(own),
    read(written = {}, report) {
      if (!isMapping(written)) {
        report('', `a mapping of ${names.join(', ')}`);
        return undefined;
      }
      for (const name of Object.keys(written)) if (!names.includes(name)) reportUnknown(name, names, report);
      const values = own.map(
        ([name, { read }]) => [name, read(written[name], within(name, report))] as const,
      );
      const given = Object.fromEntries(values) as Values<Known>;
      check(given, report);
      return given;
    },
  };
}

/** A list of sections. `check` reports conflicts between its items, which may be faulty themselves. */
export function list<Item>(
  item: Schema<Item>,
  check: (items: readonly unknown[], report: Report) => void = () => undefined,
): Schema<readonly Item[]> {
  return {
    item,
    read(written = [], report) {
      if (!Array.isArray(written)) {
        report('', 'a list');
        return undefined;
      }
      const items = written.map((each, index) => item.read(each, within(`[${index}]`, report)) as Item);
      check(items, report);
      return items;
    },
  };
}

/** The same schema with its value converted, unless it is faulty. */
export function converted<From, To>(schema: Schema<From>, convert: (value: From) => To): Schema<To> {
  return {
    ...schema,
    read(written, report) {
      const faults: string[] = [];
      const value = schema.read(written, (path, expected) => {
        faults.push(path);
        report(path, expected);
      });
      return faults.length > 0 || value === undefined ? undefined : convert(value);
    },
  };
}

/** The expected value that a rule reports for an invalid one. */
export function expectedFor({ expected }: Rule<unknown>, value: unknown): string {
  return typeof expected === 'string' ? expected : expected(value);
}

/** The setting with the variable of its name, such as `CACHE_MAX_STALE` for `maxStale`, unless it has another one. */
function withVariable(prefix: string | null, name: string, entry: Schema<unknown>): Schema<unknown> {
  if (prefix === null || entry.json === undefined) return entry;
  const words = name.replace(/[A-Z]/g, '_$&').toUpperCase();
  return { variable: `${prefix}_${words}`, ...entry };
}

/** Reports an unknown setting; not by its name if that is implausible, because it may be a misplaced secret. */
function reportUnknown(name: string, known: readonly string[], report: Report): void {
  const hint = suggestion(name, known);
  const isPlausible = hint === '' ? /^[a-z][a-z_-]{0,31}$/i : /^[a-z][\w-]{0,31}$/i;
  if (isPlausible.test(name)) report(name, `${UNKNOWN_SETTING}${hint}`);
  else report('', `only the settings ${known.join(', ')}`);
}

/** Reports paths below this name or index. */
function within(name: string, report: Report): Report {
  return (path, expected) => report(/^\[|^$/.test(path) ? name + path : `${name}.${path}`, expected);
}

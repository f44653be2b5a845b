import * as v from 'valibot';
import { isMapping } from './at.js';

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
export interface About {
  /** The environment variable that sets it, for the first workspace or key. */
  readonly variable?: string;
  /** Whether the variable with the suffix `_FILE` may name a file instead. */
  readonly secret?: true;
  /** The description, in Markdown; links are relative to docs/. */
  readonly text?: string;
  /** The default in the documentation, in Markdown, if it isn't a constant. */
  readonly usual?: string;
}

export type Schema = v.GenericSchema;
type Entries = Readonly<Record<string, Schema>>;

interface Description extends About {
  /** The expected value, reported if the setting is missing. */
  readonly expected: string;
  /** The settings of a section by their names. */
  readonly entries?: Entries;
  /** The schema of each item of a list. */
  readonly item?: Schema;
}

/** A conflict between settings of a section or list. `path` is relative to it. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** A default, as written in a file. */
type Fallback = string | number | boolean | readonly string[];

/** Finds conflicts in a section or list. Its settings may be invalid themselves, and are then passed unconverted. */
type Check = (given: unknown) => readonly Fault[];

/** Represents an omitted setting; never occurs in a file or the environment. */
const NONE: symbol = Symbol('none');

/** A required setting. */
export function required<Value>(rule: Rule<Value>, about: About = {}): v.GenericSchema<unknown, Value> {
  return v.pipe(
    v.unknown(),
    v.metadata({ ...about, json: rule.json, expected: expectedFor(rule, undefined) }),
    v.rawTransform<unknown, Value>(({ dataset, addIssue, NEVER }) => {
      const value = rule.read(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: expectedFor(rule, dataset.value) });
      return NEVER;
    }),
  );
}

/** A setting with a default. */
export function setting<Value>(rule: Rule<Value>, fallback: Fallback, about?: About) {
  return v.optional(required(rule, about), fallback);
}

/** A setting that is null if omitted. */
export function optional<Value>(rule: Rule<Value>, about?: About) {
  const read = (value: unknown) => (value === NONE ? null : rule.read(value));
  return v.optional(required<Value | null>({ ...rule, read }, about), NONE);
}

/** A mapping of settings; `checkSettings` reports unknown ones. */
export function section<const Known extends Entries>(
  entries: Known,
  check: Check = () => [],
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Known, undefined>>> {
  const object = v.object(entries, ({ path }) => expectedOf(entries, path?.[0].key));
  const mapping: typeof object = {
    ...object,
    // Otherwise a list would be accepted as a mapping, as it has properties such as `values`.
    '~run': ({ value, ...dataset }, config) =>
      object['~run']({ ...dataset, value: isMapping(value) ? value : null }, config),
  };
  return v.pipe(
    mapping,
    v.metadata({ entries }),
    v.rawCheck(({ dataset, addIssue }) => check(dataset.value).forEach((fault) => addIssue(issueOf(fault)))),
  );
}

/** A list of sections. */
export function list<const Item extends Schema>(
  item: Item,
  check: Check = () => [],
): v.GenericSchema<unknown, v.InferOutput<Item>[]> {
  return v.pipe(
    v.array(item, 'a list'),
    v.metadata({ item }),
    v.rawCheck(({ dataset, addIssue }) => check(dataset.value).forEach((fault) => addIssue(issueOf(fault)))),
  );
}

/** The expected value that a rule reports for an invalid one. */
export function expectedFor({ expected }: Rule<unknown>, value: unknown): string {
  return typeof expected === 'string' ? expected : expected(value);
}

/** The expected value of a missing setting, or of the section itself if no such setting exists. */
export function expectedOf(entries: Entries, name?: unknown): string {
  const missing = typeof name === 'string' ? entries[name] : undefined;
  return missing ? aboutOf(missing).expected : `a mapping of ${Object.keys(entries).join(', ')}`;
}

/** The metadata of a setting, a section (with its entries) or a list (with its item). */
export function aboutOf(schema: Schema): Description {
  const within = 'wrapped' in schema && isSchema(schema.wrapped) ? schema.wrapped : schema;
  return { expected: '', ...v.getMetadata(within) };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}

function issueOf({ path: [first, ...others], expected }: Fault) {
  if (first === undefined) return { message: expected };
  const path: [v.UnknownPathItem, ...v.UnknownPathItem[]] = [pathItem(first), ...others.map(pathItem)];
  return { message: expected, path };
}

function pathItem(key: string | number): v.UnknownPathItem {
  return { type: 'unknown', origin: 'value', input: null, key, value: null };
}

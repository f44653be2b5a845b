import * as v from 'valibot';
import { isMapping } from './at.js';

/** What a single setting may hold, and what is made of it. */
export interface Rule<Value> {
  /** A noun phrase; it names other settings as `{upstream.deadline}`, and never shows the value. */
  readonly expected: string | ((value: unknown) => string);
  /** JSON Schema of what a file may hold. */
  readonly json: object;
  /** The setting's value; undefined if it isn't what was expected. The environment gives text for every type. */
  readonly read: (value: unknown) => Value | undefined;
}

/** What documents, editors and the environment know of a setting. */
export interface About {
  /** The environment variable that sets it, of the first workspace or key. */
  readonly variable?: string;
  /** Whether that variable with `_FILE` behind its name may name a file instead. */
  readonly secret?: true;
  /** What it is, in Markdown whose links lead from docs/. */
  readonly text?: string;
  /** The default for readers, in Markdown, if it isn't a constant. */
  readonly usual?: string;
}

export type Schema = v.GenericSchema;
type Entries = Readonly<Record<string, Schema>>;

interface Description extends About {
  /** Of a setting that is missing. */
  readonly expected: string;
  /** The settings of a section by their names. */
  readonly entries?: Entries;
  /** What each item of a list is. */
  readonly item?: Schema;
}

/** What is wrong between settings of a section or list: where, from there, and what was expected. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** A default, as an operator would write it. */
type Fallback = string | number | boolean | readonly string[];

/** Finds faults in a section or list of which settings may be wrong, too, and are then as they were written. */
type Check = (given: unknown) => readonly Fault[];

/** Stands for a setting that is left out: neither text nor a file has it. */
const NONE: symbol = Symbol('none');

/** A setting that must be written. */
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

/** A setting that is null if it is left out. */
export function optional<Value>(rule: Rule<Value>, about?: About) {
  const read = (value: unknown) => (value === NONE ? null : rule.read(value));
  return v.optional(required<Value | null>({ ...rule, read }, about), NONE);
}

/** A mapping of settings; `checkSettings` finds those that it doesn't have. */
export function section<const Known extends Entries>(
  entries: Known,
  check: Check = () => [],
): v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Known, undefined>>> {
  const object = v.object(entries, ({ path }) => expectedOf(entries, path?.[0].key));
  const mapping: typeof object = {
    ...object,
    // A list would be taken for a mapping of what every list has, such as `values`.
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

/** What a rule says of a value that it refuses. */
export function expectedFor({ expected }: Rule<unknown>, value: unknown): string {
  return typeof expected === 'string' ? expected : expected(value);
}

/** What was expected of the setting of this name, if it is missing, or else of the section itself. */
export function expectedOf(entries: Entries, name?: unknown): string {
  const missing = typeof name === 'string' ? entries[name] : undefined;
  return missing ? aboutOf(missing).expected : `a mapping of ${Object.keys(entries).join(', ')}`;
}

/** What a schema says of itself: what a setting is, which settings a section has, what the items of a list are. */
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

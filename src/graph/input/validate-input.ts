import {
  ARRAY_MAX_SIZE,
  getMetadataStorage,
  MAX,
  MAX_LENGTH,
  MIN,
  validateSync,
  ValidationTypes,
  type ValidationError,
} from 'class-validator';
import { LRUCache } from 'lru-cache';
import { badUserInput } from './bad-user-input.js';

/** A fault of an input: the path of the field, the violated rule's name, and what was expected. */
export interface InputFault {
  readonly field: readonly string[];
  readonly rule: string;
  readonly message: string;
}

/** All faults of an instance of a class with class-validator rules. */
export function inputFaults(input: object): readonly InputFault[] {
  return validateSync(input, { forbidUnknownValues: false }).flatMap((error) => faultsOf(error, []));
}

/** Rejects arguments that violate a rule with a BAD_USER_INPUT error for the first violation. */
export function validateArguments(args: object | null | undefined): void {
  if (typeof args !== 'object' || args === null) return;
  const rules = rulesOf(args);
  const values =
    rules.properties && JSON.stringify(rules.properties.map((name): unknown => Reflect.get(args, name)));
  if (values === null || values.length > MAX_VALUES) {
    rejectFaults(args);
  } else if (!rules.accepted.has(values)) {
    rejectFaults(args);
    rules.accepted.set(values, true);
  }
}

function rejectFaults(args: object): void {
  const [first] = inputFaults(args);
  if (first !== undefined) throw badUserInput(first.field.join('.'), first.message);
}

/** The rules of a class, and values that follow them. */
interface Rules {
  /** The properties with rules, if each rule depends only on its own property; otherwise null. */
  readonly properties: readonly string[] | null;
  /** Valid values of the properties, as JSON: most operations send the same ones. */
  readonly accepted: LRUCache<string, true>;
}

/** Maximum cached values per class, and maximum characters of each as JSON. */
const ACCEPTED = 100;
const MAX_VALUES = 200;
const OF_ONE_VALUE: ReadonlySet<unknown> = new Set([ARRAY_MAX_SIZE, MAX, MAX_LENGTH, MIN]);
const known = new WeakMap<object, Rules>();

function rulesOf(args: object): Rules {
  const { constructor: target } = args;
  const rules = known.get(target) ?? {
    properties: propertiesOf(args),
    accepted: new LRUCache({ max: ACCEPTED }),
  };
  known.set(target, rules);
  return rules;
}

function propertiesOf({ constructor: target }: object): readonly string[] | null {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false);
  // A condition is `IsOptional` here.
  const isOfOne = metadata.every(
    ({ type, name }) => type === ValidationTypes.CONDITIONAL_VALIDATION || OF_ONE_VALUE.has(name),
  );
  return isOfOne ? [...new Set(metadata.map(({ propertyName }) => propertyName))] : null;
}

function faultsOf(error: ValidationError, parents: readonly string[]): readonly InputFault[] {
  const field = [...parents, error.property];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({ field, rule, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, field))];
}

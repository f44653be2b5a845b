import { costsOf } from './costs.js';
import type { PlannedField } from './planned-fields.js';

/** Assumed lengths of the lists of introspection, whose fields are declared by graphql-js. */
const INTROSPECTION: ReadonlyMap<string, number> = new Map([
  ['__Schema.types', 80],
  ['__Schema.directives', 15],
  ['__Type.fields', 8],
  ['__Type.inputFields', 2],
  ['__Type.enumValues', 2],
  ['__Type.interfaces', 1],
  ['__Type.possibleTypes', 1],
  // Most types aren't wrapped more than once.
  ['__Type.ofType', 0.5],
]);
const LENGTH = 2;

type Field = Pick<PlannedField, 'parent' | 'definition' | 'isList'>;

/** The assumed length of this field's value: 1 if it isn't a list. */
export function lengthOf({ parent, definition, isList }: Field): number {
  const known = costsOf(definition).length ?? INTROSPECTION.get(`${parent}.${definition.name}`);
  return known ?? (isList ? LENGTH : 1);
}

/** The number of values that a field's own value counts as. */
export function weightOf({ definition }: Field): number {
  return costsOf(definition).weight ?? 1;
}

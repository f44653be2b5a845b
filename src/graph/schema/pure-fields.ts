import type { GraphQLField } from 'graphql';

type Field = Pick<GraphQLField<unknown, never>, 'args' | 'resolve'>;

const pure = new WeakMap<Field, Field['resolve']>();

/** Marks a field as pure with its current resolver; ignores a field with arguments. */
export function markPure(field: Field): void {
  if (field.args.length === 0) pure.set(field, field.resolve);
}

/**
 * Whether a field's value depends only on its parent, which is immutable, and on whether the caller sees personal data:
 * a property of a cached entity, or a value that a resolver derives from one. Wrapping the field's resolver afterwards
 * makes the field impure.
 */
export function isPure(field: Field): boolean {
  return pure.has(field) && pure.get(field) === field.resolve;
}

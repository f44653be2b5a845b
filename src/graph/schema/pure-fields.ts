import { defaultFieldResolver, isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

type Field = Pick<GraphQLField<unknown, never>, 'args' | 'resolve'>;

const pure = new WeakMap<Field, Field['resolve']>();

/** Says that a field is pure as it is resolved now; without effect for one with arguments. */
export function markPure(field: Field): void {
  if (field.args.length === 0) pure.set(field, field.resolve);
}

/**
 * Whether nothing but the parent, which never changes, and the caller's seeing personal data decide a field's value:
 * a property of what a provider's data source keeps, or what a resolver makes of that alone. What is put around the
 * field's resolver unsettles it.
 */
export function isPure(field: Field): boolean {
  return pure.has(field) && pure.get(field) === field.resolve;
}

/** Settles the fields that are properties of their parents: no getters and no methods. */
export function markPropertiesPure(schema: GraphQLSchema): void {
  for (const { name, target } of getMetadataStorage().objectTypes) {
    const type = schema.getType(name);
    const prototype: unknown = Reflect.get(target, 'prototype');
    for (const field of Object.values(isObjectType(type) ? type.getFields() : {})) {
      const { resolve = defaultFieldResolver } = field;
      if (resolve === defaultFieldResolver && !isIn(prototype, field.name)) markPure(field);
    }
  }
}

function isIn(prototype: unknown, name: string): boolean {
  return typeof prototype === 'object' && prototype !== null && name in prototype;
}

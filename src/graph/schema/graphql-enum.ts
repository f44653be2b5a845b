import { registerEnumType } from 'type-graphql';

/**
 * Declares an enum of the schema. `values` contains the description of each value by its name. Internally, each value
 * is its name, as in the domain.
 */
export function graphqlEnum<const Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): { readonly [Each in Name]: Each } {
  const names = Object.fromEntries(Object.keys(values).map((value) => [value, value]));
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
  );
  registerEnumType(names, { name, description, valuesConfig });
  return names as { readonly [Each in Name]: Each };
}

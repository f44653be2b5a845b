import { registerEnumType } from 'type-graphql';

/**
 * Declares an enum of the schema: its description, and that of each value by its name. Its values are those of `Name`, by
 * which the domain calls them, too.
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

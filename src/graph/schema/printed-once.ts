import type { GraphQLSchema } from 'graphql';

/** Prints a schema only once: that takes tens of milliseconds, and an operation may request it many times. */
export function printedOnce(print: (schema: GraphQLSchema) => string): (schema: GraphQLSchema) => string {
  const printed = new WeakMap<GraphQLSchema, string>();
  return (schema) => {
    const text = printed.get(schema) ?? print(schema);
    printed.set(schema, text);
    return text;
  };
}

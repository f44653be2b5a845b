import type { GraphQLSchema } from 'graphql';

/** Prints a schema once: it takes tens of milliseconds, and an operation may ask for it many times. */
export function printedOnce(print: (schema: GraphQLSchema) => string): (schema: GraphQLSchema) => string {
  const printed = new WeakMap<GraphQLSchema, string>();
  return (schema) => {
    const text = printed.get(schema) ?? print(schema);
    printed.set(schema, text);
    return text;
  };
}

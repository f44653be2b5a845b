import { GraphQLError, type ValidationRule } from 'graphql';

/** What answers with the schema, to clients, federated gateways and stitched ones. */
const DISCLOSING: ReadonlySet<string> = new Set(['__schema', '__type', '_service', '_sdl']);

/** A rule of validation: the schema can't be asked for. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (!DISCLOSING.has(node.name.value)) return;
    context.reportError(new GraphQLError(`Introspection is disabled: ${node.name.value}.`, { nodes: node }));
  },
});

/**
 * A message of graphql-js without the names of the schema that it suggests at its end. Looks for them from the start,
 * once: the message may quote a long input.
 */
export function withoutSuggestions(message: string): string {
  const start = message.indexOf('Did you mean ');
  return start === -1 || !message.endsWith('?') ? message : message.slice(0, start).trimEnd();
}

import { GraphQLError, type ValidationRule } from 'graphql';

/** Fields that return the schema to clients, and to federated and stitching gateways. */
const DISCLOSING: ReadonlySet<string> = new Set(['__schema', '__type', '_service', '_sdl']);

/** A validation rule that rejects introspection. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (!DISCLOSING.has(node.name.value)) return;
    context.reportError(new GraphQLError(`Introspection is disabled: ${node.name.value}.`, { nodes: node }));
  },
});

/**
 * A message of graphql-js without the names of the schema that it suggests at its end. Scans the message once, because
 * it may quote a long input.
 */
export function withoutSuggestions(message: string): string {
  const start = message.indexOf('Did you mean ');
  return start === -1 || !message.endsWith('?') ? message : message.slice(0, start).trimEnd();
}

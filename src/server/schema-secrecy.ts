import { GraphQLError, type ValidationRule } from 'graphql';

/** What answers with the schema, to clients, federated gateways and stitched ones. */
const DISCLOSING: ReadonlySet<string> = new Set(['__schema', '__type', '_service', '_sdl']);

/** A rule of validation: the schema can't be asked for. */
export const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (!DISCLOSING.has(node.name.value)) return;
    context.reportError(
      new GraphQLError(`The schema can’t be asked for here: ${node.name.value}.`, { nodes: node }),
    );
  },
});

/** A message of graphql-js without the names of the schema that it suggests. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ ?Did you mean [^]*\?$/, '');
}

import type { GraphQLSchema } from 'graphql';
import { printSdl } from './sdl-document.js';

const KEY_DIRECTIVE = `"""
The fields by which other services of a federated graph name an entity of this type.
"""
directive @key(
  """
  The names of the fields, separated by spaces.
  """
  fields: String!
  """
  Whether this service can find an entity by them; false if another service owns the type.
  """
  resolvable: Boolean = true
) repeatable on INTERFACE | OBJECT`;

/** The schema for clients, sorted by name, without the fields that only gateways use. */
export function schemaSdl(schema: GraphQLSchema): string {
  return printSdl(schema, {
    omit: (name) => name.startsWith('_'),
    directives: ['key', 'deprecated', 'specifiedBy'],
    definitions: KEY_DIRECTIVE,
  });
}

import { printSubgraphSchema } from '@apollo/subgraph';
import { lexicographicSortSchema, type GraphQLSchema } from 'graphql';

const KEY_DIRECTIVE = `"""
The fields by which other services of a federated graph name an entity of this type.
"""
directive @key(
  """
  The names of the fields, with blanks between them.
  """
  fields: String!
) repeatable on INTERFACE | OBJECT
`;

/** The schema in the schema definition language, sorted by name, with its directives. */
export function schemaSdl(schema: GraphQLSchema): string {
  return `${KEY_DIRECTIVE}\n${printSubgraphSchema(lexicographicSortSchema(schema)).trim()}\n`;
}

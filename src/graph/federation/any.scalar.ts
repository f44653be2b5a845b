import { GraphQLScalarType } from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';

/** A representation: an object with `__typename` and the fields of a key. */
export const AnyScalar = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: '_Any',
  description: 'An entity’s representation: its `__typename` and the fields of one of its keys.',
  specifiedByURL:
    'https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec',
});

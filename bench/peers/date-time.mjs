import { GraphQLScalarType, Kind } from 'graphql';
import { dateTime } from './providers/local-time.mjs';

/** Milliseconds since the epoch inside, RFC 3339 outside. */
export const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  serialize: dateTime,
  parseValue: (value) => Date.parse(value),
  parseLiteral: (node) => (node.kind === Kind.STRING ? Date.parse(node.value) : null),
});

import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { serveSchema, type Service } from '../service.ts';
import { RATINGS } from './ratings.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

  type Call @key(fields: "id") {
    id: ID!
    "How a listener judged the call; null where nobody listened."
    rating: CallRating
  }

  type CallRating {
    "From 1, poor, to 5."
    score: Int!
    comment: String
  }
`);

interface Call {
  readonly id: string;
}

const resolvers = {
  Call: {
    __resolveReference: ({ id }: Call): Call => ({ id }),
    rating: ({ id }: Call) => RATINGS.get(id),
  },
};

/** Quality assurance: a rating for some of Switchboard's calls. */
export function startQualitySubgraph(port: number): Promise<Service> {
  return serveSchema(buildSubgraphSchema([{ typeDefs, resolvers }]), port);
}

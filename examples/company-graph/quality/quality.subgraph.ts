import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { serveSchema, type Service } from '../service.ts';
import { RATINGS, type CallRating } from './ratings.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

  type Query {
    "The ratings of one month's audit (YYYY-MM), in the order in which they were given."
    ratings(audit: String!): [CallRating!]!
  }

  type CallRating {
    "From 1, poor, to 5."
    score: Int!
    comment: String
    "Switchboard's call: this service knows its uuid and nothing else of it."
    call: Call
  }

  type Call @key(fields: "uuid") {
    uuid: ID!
    "How a listener judged the call; null if nobody listened."
    rating: CallRating
  }
`);

type Call = Pick<CallRating, 'uuid'>;

const resolvers = {
  Query: {
    ratings: (_: unknown, { audit }: Pick<CallRating, 'audit'>) =>
      RATINGS.filter((rating) => rating.audit === audit),
  },
  CallRating: { call: ({ uuid }: CallRating): Call => ({ uuid }) },
  Call: {
    __resolveReference: ({ uuid }: Call): Call => ({ uuid }),
    rating: ({ uuid }: Call) => RATINGS.find((rating) => rating.uuid === uuid),
  },
};

/** Quality assurance: a rating for some of Switchboard's calls, by the call's uuid. */
export function startQualitySubgraph(port: number): Promise<Service> {
  return serveSchema(buildSubgraphSchema([{ typeDefs, resolvers }]), port);
}

import {
  isAbstractType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { buildSchema, type PubSub } from 'type-graphql';
import { CallArchiveResolver } from '../archive/archive.resolver.js';
import { enforceScopes } from '../authorization/enforce-scopes.js';
import { CallEventsResolver } from '../call/call-events.resolver.js';
import { CallStatisticsResolver } from '../call/statistics/call-statistics.resolver.js';
import { CALL_RESOLVERS } from '../call/call.resolver.js';
import { ClientResolver } from '../client/client.resolver.js';
import { UpdateClientResolver } from '../client/update-client.resolver.js';
import { resolveDirectly } from './direct-resolvers.js';
import { limitValues } from '../cost/limit-values.js';
import { ExtensionResolver } from '../extension/extension.resolver.js';
import { declareScopes } from './sdl.js';
import type { GraphContext } from '../loading/context.js';
import { FederationResolver } from '../federation/federation.resolver.js';
import { NodeResolver } from '../relay/node.resolver.js';
import { NoteResolver } from '../note/note.resolver.js';
import { hidePersonalData } from '../personal-data/personal-data.js';
import { STITCHING_RESOLVERS } from '../stitching/stitching.resolver.js';
import { validateArguments } from '../input/validate-input.js';
import { WorkspaceResolver } from '../workspace/workspace.resolver.js';

export interface SchemaOptions {
  /** Whether some callers may not see personal data. Masking slows down every operation. */
  readonly masking: boolean;
  /** Whether the subgraph's schema declares the required scopes; false by default. */
  readonly authorization?: boolean;
}

/** Builds the executable schema; its resolvers require a GraphContext. */
export async function buildGraphSchema(
  { masking, authorization = false }: SchemaOptions = { masking: true },
): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      FederationResolver,
      NodeResolver,
      ClientResolver,
      UpdateClientResolver,
      ExtensionResolver,
      ...CALL_RESOLVERS,
      CallStatisticsResolver,
      CallEventsResolver,
      NoteResolver,
      CallArchiveResolver,
      WorkspaceResolver,
      ...STITCHING_RESOLVERS,
    ],
    validateFn: validateArguments,
    pubSub: NO_TOPICS,
    // Apollo Server validates the schema when it starts.
    skipCheck: true,
  });
  describe(schema.getQueryType(), 'Read operations.');
  describe(schema.getMutationType(), 'Write operations.');
  describe(schema.getSubscriptionType(), 'Streams of events.');
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = kindOf;
  }
  if (authorization) declareScopes(schema);
  resolveDirectly(schema);
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    const fields: readonly GraphQLField<unknown, GraphContext>[] = Object.values(type.getFields());
    for (const field of fields) {
      limitValues(field);
      enforceScopes(field, type);
      if (masking) hidePersonalData(field);
    }
  }
  return schema;
}

/** Replaces type-graphql's `resolveType`, which returns a promise: plan execution doesn't await it. */
function kindOf({ kind }: { readonly kind: string }): string {
  return kind;
}

/** type-graphql requires a PubSub, although every subscription here has its own source. */
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new TypeError('There are no topics.');
  },
};

/** type-graphql can't set the descriptions of root types. */
function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}

import { isAbstractType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { buildSchema, type PubSub } from 'type-graphql';
import { enforceScopes } from '../authorization/enforce-scopes.js';
import { CallPartyResolver, CallPhoneNumberResolver } from '../call/call-party.resolver.js';
import { CallEventsResolver } from '../call/call-events.resolver.js';
import { CallStatisticsResolver } from '../call/statistics/call-statistics.resolver.js';
import { CallAgentResolver, CallResolver } from '../call/call.resolver.js';
import { ClientResolver } from '../client/client.resolver.js';
import { UpdateClientResolver } from '../client/update-client.resolver.js';
import { resolveDirectly } from './direct-resolvers.js';
import { limitAnswers } from '../cost/limit-answers.js';
import { ExtensionResolver } from '../extension/extension.resolver.js';
import { FederationResolver, tellScopes } from '../federation/federation.resolver.js';
import { NodeResolver } from '../relay/node.resolver.js';
import { NoteResolver } from '../note/note.resolver.js';
import { describePersonalData, hidePersonalData } from '../personal-data/hide-personal-data.js';
import { markPropertiesPure } from './pure-fields.js';
import { StitchingResolver } from '../stitching/stitching.resolver.js';
import { validateArguments } from '../input/validate-input.js';
import { WorkspaceResolver } from '../workspace/workspace.resolver.js';

export interface SchemaOptions {
  /** Whether there are callers who may not see personal data: hiding them costs everyone something. */
  readonly masking: boolean;
  /** Whether the subgraph's schema says which scopes are needed; it doesn't where absent. */
  readonly authorization?: boolean;
}

/** The executable schema; its resolvers need a GraphContext. */
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
      CallResolver,
      CallAgentResolver,
      CallStatisticsResolver,
      CallEventsResolver,
      CallPartyResolver,
      CallPhoneNumberResolver,
      NoteResolver,
      WorkspaceResolver,
      StitchingResolver,
    ],
    validateFn: validateArguments,
    pubSub: NO_TOPICS,
    // Apollo Server checks it as it starts.
    skipCheck: true,
  });
  describe(schema.getQueryType(), 'What can be asked.');
  describe(schema.getMutationType(), 'What can be changed.');
  describe(schema.getSubscriptionType(), 'What can be waited for.');
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = kindOf;
  }
  if (authorization) tellScopes(schema);
  resolveDirectly(schema);
  markPropertiesPure(schema);
  limitAnswers(schema);
  enforceScopes(schema);
  describePersonalData(schema);
  if (masking) hidePersonalData(schema);
  return schema;
}

/** What type-graphql makes of `resolveType` answers with a promise, which compiled execution doesn't wait for. */
function kindOf({ kind }: { readonly kind: string }): string {
  return kind;
}

/** type-graphql asks for it, though every subscription here has a source of its own. */
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new TypeError('There are no topics.');
  },
};

/** type-graphql takes no description for the root types. */
function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}

import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { CallPhoneNumberResolver } from './call/call-party.resolver.js';
import { CallAgentResolver, CallResolver } from './call/call.resolver.js';
import { ClientResolver } from './client/client.resolver.js';
import { UpdateClientResolver } from './client/update-client.resolver.js';
import { ExtensionResolver } from './extension/extension.resolver.js';
import { NodeResolver } from './node.resolver.js';
import { NoteResolver } from './note/note.resolver.js';
import { validateArguments } from './validate-input.js';

/** The executable schema; its resolvers need a GraphContext. */
export function buildGraphSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      NodeResolver,
      ClientResolver,
      UpdateClientResolver,
      ExtensionResolver,
      CallResolver,
      CallAgentResolver,
      CallPhoneNumberResolver,
      NoteResolver,
    ],
    validateFn: validateArguments,
  });
}

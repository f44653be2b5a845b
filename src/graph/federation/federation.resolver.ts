import { GraphQLScalarType, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import { Arg, createUnionType, Ctx, Field, Info, ObjectType, Query, Resolver } from 'type-graphql';
import { CallType } from '../call/call.type.js';
import { ClientObjectType } from '../client/client.type.js';
import type { GraphContext } from '../loading/context.js';
import { ExtensionType } from '../extension/extension.type.js';
import type { Entity } from '../relay/node.type.js';
import { NoteType } from '../note/note.type.js';
import { printedOnce } from '../schema/printed-once.js';
import { federatedSdl } from './federated-sdl.js';
import { resolveRepresentations, type Representation } from './representation.js';
import { Costs } from '../cost/costs.js';
import { byRepresentations } from '../cost/entity-costs.js';

/** Extension of a schema whose subgraph declares the required scopes. */
const AUTHORIZATION_EXTENSION = 'federatedAuthorization';

const sdlOf = printedOnce((schema) =>
  federatedSdl(schema, { authorization: schema.extensions[AUTHORIZATION_EXTENSION] === true }),
);

/** Makes the subgraph's schema, as `_service` returns it, declare the required scopes. */
export function declareScopes(schema: GraphQLSchema): void {
  schema.extensions = { ...schema.extensions, [AUTHORIZATION_EXTENSION]: true };
}

/** A representation: an object with `__typename` and the fields of a key. */
const AnyScalar = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  name: '_Any',
  description: 'An entity’s representation: its `__typename` and the fields of one of its keys.',
  specifiedByURL:
    'https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec',
});

const EntityUnion = createUnionType({
  name: '_Entity',
  description: 'The types that other subgraphs may extend.',
  types: () => [CallType, ClientObjectType, ExtensionType, NoteType] as const,
});

@ObjectType('_Service', { description: 'This service as a subgraph.' })
export class SubgraphService {
  @Costs({ weight: 2000 })
  @Field(() => String, { description: 'The subgraph’s schema, for composition.' })
  declare readonly sdl: string;
}

/** The two fields of the subgraph specification. */
@Resolver()
export class FederationResolver {
  @Costs({ charge: byRepresentations })
  @Query(() => [EntityUnion], {
    nullable: 'items',
    description: 'The entities of representations, in their order; null if there is none, or more than one.',
  })
  _entities(
    @Arg('representations', () => [AnyScalar], { description: 'The entities to resolve.' })
    representations: readonly Representation[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return resolveRepresentations(representations, context);
  }

  @Query(() => SubgraphService, { description: 'This service as a subgraph.' })
  _service(@Info() { schema }: GraphQLResolveInfo): SubgraphService {
    return { sdl: sdlOf(schema) };
  }
}

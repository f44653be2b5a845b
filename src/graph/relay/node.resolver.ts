import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../loading/context.js';
import { decodeGlobalId, encodeGlobalId } from './global-id.js';
import { MAX_KEY, MaxCharacters, MaxCharactersEach } from '../input/length-bounds.js';
import { loadEntity } from './load-entity.js';
import { NodeType, type Entity } from './node.type.js';
import { valuesOrErrors } from '../schema/values-or-errors.js';
import { Costs } from '../cost/costs.js';
import { byGlobalId, byGlobalIds } from '../cost/entity-costs.js';

@ArgsType()
class NodeArgs {
  @Field(() => ID, { description: 'A global id, as returned by `id`.' })
  @MaxCharacters(MAX_KEY)
  declare readonly id: string;
}

@ArgsType()
class NodesArgs {
  @Field(() => [ID], { description: 'Global ids, as returned by `id`.' })
  @MaxCharactersEach(MAX_KEY)
  declare readonly ids: readonly string[];
}

@Resolver(() => NodeType)
export class NodeResolver {
  @Costs({ charge: byGlobalId })
  @Query(() => NodeType, {
    nullable: true,
    description: 'The entity of a global id; null for an id that is malformed, unknown, or another caller’s.',
  })
  node(@Args(() => NodeArgs) { id }: NodeArgs, @Ctx() context: GraphContext): Promise<Entity | null> | null {
    return entityOf(id, context);
  }

  @Costs({ charge: byGlobalIds })
  @Query(() => [NodeType], {
    nullable: 'items',
    description:
      'The entities of global ids, in the order of the ids; null if `node` returns null for its id. At most 1,000.',
  })
  nodes(
    @Args(() => NodesArgs) { ids }: NodesArgs,
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return valuesOrErrors(
      ids.map((id) => entityOf(id, context)),
      context.scope,
    );
  }

  @FieldResolver()
  id(@Root() entity: Entity): string {
    return encodeGlobalId(entity);
  }
}

function entityOf(id: string, context: GraphContext): Promise<Entity | null> | null {
  const globalId = decodeGlobalId(id);
  return globalId === null ? null : loadEntity(globalId, context);
}

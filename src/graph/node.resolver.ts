import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { GraphContext } from './context.js';
import { decodeGlobalId } from './global-id.js';
import { loadEntity } from './load-entity.js';
import { NodeType, type Entity } from './node.type.js';
import { settledItems } from './settled-items.js';

@Resolver()
export class NodeResolver {
  @Query(() => NodeType, {
    nullable: true,
    description: 'The entity of a global id; null for an id that is malformed, unknown, or another caller’s.',
  })
  node(
    @Arg('id', () => ID, { description: 'A global id, as `id` gave it.' }) id: string,
    @Ctx() context: GraphContext,
  ): Promise<Entity | null> | null {
    const globalId = decodeGlobalId(id);
    return globalId === null ? null : loadEntity(globalId, context);
  }

  @Query(() => [NodeType], {
    nullable: 'items',
    description:
      'The entities of global ids, in the order of the ids: null where `node` answers null. At most 1,000.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids, as `id` gave them.' }) ids: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return settledItems(ids.map((id) => this.node(id, context)));
  }
}

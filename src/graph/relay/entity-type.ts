import { Directive, ObjectType } from 'type-graphql';
import { ScopeOf } from '../authorization/requires-scope.js';
import { allOf } from '../schema/all-of.js';
import { NodeType, type Entity } from './node.type.js';

/**
 * Declares the type of an entity: a `Node` that requires the scope of its kind. `keys`: the fields of each key by which
 * other services of a federated graph name it.
 */
export function EntityType(
  kind: Entity['kind'],
  keys: readonly string[],
  description: string,
): ClassDecorator {
  // In the order of decorators, whose last one runs first.
  return allOf(
    ObjectType(kind, { implements: NodeType, description }),
    ...keys.toReversed().map((fields) => Directive(`@key(fields: "${fields}")`)),
    ScopeOf(kind),
  );
}

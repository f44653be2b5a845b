import {
  defaultFieldResolver,
  getNamedType,
  isNonNullType,
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { Scope } from '../../domain/caller.js';
import type { GraphContext } from '../loading/context.js';
import { requireScope, scopeOf } from './requires-scope.js';

/**
 * Makes every field that requires a scope, itself or through its type, fail with FORBIDDEN for callers without it,
 * before its resolver runs. The fields of a type aren't checked again for the type's scope. A non-null field is left
 * unchanged: a gateway's list of entities checks each entity separately. A subscription is rejected as a whole.
 */
export function enforceScopes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const passed = scopeOf(type);
    const isSubscription = type === schema.getSubscriptionType();
    for (const field of Object.values(type.getFields())) {
      const scope = scopeOf(field) ?? scopeOf(getNamedType(field.type));
      if (isSubscription && scope !== null && field.subscribe !== undefined) {
        field.subscribe = guarded(field.subscribe, scope);
      }
      if (isNonNullType(field.type)) continue;
      if (scope === null || scope === passed) continue;
      field.resolve = guarded(field.resolve ?? defaultFieldResolver, scope);
    }
  }
}

function guarded(
  resolve: GraphQLFieldResolver<unknown, unknown>,
  scope: Scope,
): GraphQLFieldResolver<unknown, Pick<GraphContext, 'caller'>> {
  return (source, args, context, info) => {
    requireScope(scope, context.caller);
    return resolve(source, args, context, info);
  };
}

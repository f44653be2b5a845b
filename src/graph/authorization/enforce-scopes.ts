import {
  defaultFieldResolver,
  getNamedType,
  isNonNullType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
} from 'graphql';
import type { Scope } from '../../domain/caller.js';
import type { GraphContext } from '../loading/context.js';
import { requireScope, scopeOf } from './requires-scope.js';

/**
 * Makes a field that requires a scope, itself or through its type, fail with FORBIDDEN for callers without it, before its
 * resolver runs. The fields of a type aren't checked again for the type's scope. A non-null field is left unchanged: a
 * gateway's list of entities checks each entity separately. A subscription is rejected as a whole.
 */
export function enforceScopes(field: GraphQLField<unknown, GraphContext>, type: GraphQLObjectType): void {
  const scope = scopeOf(field) ?? scopeOf(getNamedType(field.type));
  if (scope === null) return;
  if (field.subscribe !== undefined) field.subscribe = guarded(field.subscribe, scope);
  if (isNonNullType(field.type) || scope === scopeOf(type)) return;
  field.resolve = guarded(field.resolve ?? defaultFieldResolver, scope);
}

function guarded(
  resolve: GraphQLFieldResolver<unknown, GraphContext>,
  scope: Scope,
): GraphQLFieldResolver<unknown, GraphContext> {
  return (source, args, context, info) => {
    requireScope(scope, context.caller);
    return resolve(source, args, context, info);
  };
}

import {
  defaultFieldResolver,
  getNamedType,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
} from 'graphql';
import type { GraphContext } from '../loading/context.js';
import { costsOf } from './costs.js';
import { planFields, type PlannedField } from './planned-fields.js';

/**
 * Makes a field whose list may be longer than estimated count the values that it adds to the response, before its items
 * are resolved; the field is null if the response is already too large.
 */
export function limitValues(field: GraphQLField<unknown, GraphContext>): void {
  if (costsOf(field).isCounted === true) field.resolve = counted(field.resolve ?? defaultFieldResolver);
}

function counted(
  resolve: GraphQLFieldResolver<unknown, GraphContext>,
): GraphQLFieldResolver<unknown, GraphContext> {
  const known = new WeakMap<readonly FieldNode[], number>();

  function valuesEach(info: GraphQLResolveInfo): number {
    const { fieldNodes, returnType } = info;
    const values =
      known.get(fieldNodes) ?? valuesOfItem(planFields(info, getNamedType(returnType), fieldNodes));
    known.set(fieldNodes, values);
    return values;
  }

  const limit = (list: unknown, { scope }: GraphContext, info: GraphQLResolveInfo) =>
    !Array.isArray(list) || scope.work.countValues(list.length * valuesEach(info)) ? list : null;
  const limitLater = async (list: Promise<unknown>, context: GraphContext, info: GraphQLResolveInfo) =>
    limit(await list, context, info);

  return (source, args, context, info) => {
    const list: unknown = resolve(source, args, context, info);
    return list instanceof Promise ? limitLater(list, context, info) : limit(list, context, info);
  };
}

/** The number of values in one item, excluding those of the counted lists in it. */
function valuesOfItem(fields: readonly PlannedField[]): number {
  return fields.reduce((sum, { costs: { weight = 1, isCounted }, length, fields: inner }) => {
    return sum + weight + (isCounted === true ? 0 : length * valuesOfItem(inner));
  }, 0);
}

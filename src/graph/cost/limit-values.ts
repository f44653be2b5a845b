import {
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { GraphContext } from '../loading/context.js';
import { costsOf, lengthOf, weightOf } from './costs.js';
import { planFields, type PlannedField } from './planned-fields.js';

/**
 * Makes every field whose list may be longer than estimated count the values that it adds to the response, before its
 * items are resolved; the field is null if the response is already too large.
 */
export function limitValues(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (isCounted(field)) {
        field.resolve = counted(field.resolve ?? defaultFieldResolver, schema);
      }
    }
  }
}

function counted(
  resolve: GraphQLFieldResolver<unknown, GraphContext>,
  schema: GraphQLSchema,
): GraphQLFieldResolver<unknown, GraphContext> {
  const known = new WeakMap<readonly FieldNode[], number>();

  function valuesEach(info: GraphQLResolveInfo): number {
    const values = known.get(info.fieldNodes) ?? valuesOfItem(planOf(info, schema));
    known.set(info.fieldNodes, values);
    return values;
  }

  const limit = (list: unknown, { scope }: GraphContext, info: GraphQLResolveInfo) =>
    scope.work.countValues(itemsOf(list) * valuesEach(info)) ? list : null;
  const limitLater = async (list: Promise<unknown>, context: GraphContext, info: GraphQLResolveInfo) =>
    limit(await list, context, info);

  return (source, args, context, info) => {
    const list: unknown = resolve(source, args, context, info);
    return list instanceof Promise ? limitLater(list, context, info) : limit(list, context, info);
  };
}

/**
 * Whether a field is a page or declared as counted. Lists that the caller names aren't: the estimate knows their
 * length.
 */
function isCounted(field: GraphQLField<unknown, unknown>): boolean {
  return isConnection(field.type) || costsOf(field).isCounted === true;
}

function isConnection(type: GraphQLOutputType): boolean {
  return getNamedType(type).name.endsWith('Connection');
}

function itemsOf(list: unknown): number {
  if (Array.isArray(list)) return list.length;
  const nodes: unknown = typeof list === 'object' && list !== null && 'nodes' in list ? list.nodes : null;
  return Array.isArray(nodes) ? nodes.length : 0;
}

/** The selected fields of a list's item, or of a page. */
function planOf(
  { fieldNodes, returnType, fragments, variableValues }: GraphQLResolveInfo,
  schema: GraphQLSchema,
): readonly PlannedField[] {
  const type = schema.getType(getNamedType(returnType).name);
  if (!isObjectType(type)) return [];
  const selectionSets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const fields = planFields({ schema, fragments, variables: variableValues }, type, selectionSets);
  if (!isConnection(returnType)) return fields;
  return fields.filter(({ isList }) => isList).flatMap(({ fields: ofItem }) => ofItem ?? []);
}

/** The number of values in one item, excluding those of the counted lists in it. */
function valuesOfItem(fields: readonly PlannedField[]): number {
  let values = 0;
  for (const field of fields) {
    values += weightOf(field);
    if (!isCounted(field.definition)) values += lengthOf(field) * valuesOfItem(field.fields ?? []);
  }
  return values;
}

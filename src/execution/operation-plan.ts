import {
  defaultFieldResolver,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { rootFields, type Field, type ReadRequest } from './graphql-js.js';
import type { Planning, ResolvedFields } from './planning.js';
import type { SerializedFragmentCache } from './fragment-cache.js';
import { Run, type LengthLimit, type Turns, type Written } from './run.js';
import { planSelection } from './selection-plan.js';

/**
 * Executes one query like graphql-js. The result is null if graphql-js must execute the query instead, for example
 * because a null reached a non-null position.
 */
export type OperationPlan = (
  request: ReadRequest,
  seesPersonalData: boolean,
  limit?: LengthLimit,
  turns?: Turns,
) => Written | null | Promise<Written | null>;

/**
 * The plan of a valid query for every request whose `@skip` and `@include` have the same outcomes. `planned` is called
 * for each field, once per type that it is selected on, and may throw to abandon a plan that gets too large.
 */
export function createOperationPlan(
  sample: ReadRequest,
  fields: ResolvedFields,
  fragmentCache: SerializedFragmentCache,
  planned: Planning['planned'] = () => undefined,
): OperationPlan {
  const { schema, fragments, variableValues } = sample;
  const { writer } = fragmentCache;
  const type = schema.getQueryType();
  if (!type) throw new Error('a schema without queries');
  const planning: Planning = {
    schema,
    fragments,
    variableValues,
    ...fields,
    writer,
    fragmentCache,
    planSelection: (of, keys) => planSelection(planning, of, keys),
    nextNumber: 0,
    planned,
  };
  const { write } = planning.planSelection(type, rootFields(sample, type));
  return (request, seesPersonalData, limit, turns) => {
    const run = new Run(request, seesPersonalData, writer, limit, turns);
    return run.write(() => write(undefined, run, undefined));
  };
}

/** Reads the resolvers of every field of the schema, introspection included. */
export function resolvedFields(schema: GraphQLSchema, isPure: (field: Field) => boolean): ResolvedFields {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const fields = types.flatMap((type): Field[] => Object.values(type.getFields()));
  const resolvers: [Field, GraphQLFieldResolver<unknown, unknown>][] = [];
  for (const field of [...fields, SchemaMetaFieldDef, TypeMetaFieldDef]) {
    const { resolve } = field;
    if (resolve && resolve !== defaultFieldResolver) resolvers.push([field, resolve]);
  }
  return { resolvers: new Map(resolvers), isPure };
}

import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { validateArguments } from '../input/validate-input.js';
import { markPathless, markPure } from './pure-fields.js';

type Metadata = ReturnType<typeof getMetadataStorage>;
type Param = Metadata['params'][number];
type Resolver = Pick<
  Metadata['queries'][number],
  'target' | 'methodName' | 'params' | 'middlewares' | 'roles'
>;
type Field = GraphQLField<unknown, unknown, Arguments>;
type Arguments = Readonly<Record<string, unknown>>;
type Resolve = GraphQLFieldResolver<unknown, unknown, Arguments>;
type ReadParam = (...call: Parameters<Resolve>) => unknown;

/**
 * Lets fields that don't need type-graphql's wrapper call their resolver's method directly: those that take only the
 * parent, the context, single scalars and classes of arguments. The wrapper costs more than most methods, and returns a
 * promise for every field that has an argument. Properties, getters and methods of an object type are left to
 * graphql-js: their parents are plain data, or instances of its class.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, queries, objectTypes } = getMetadataStorage();
  for (const { name, target, interfaceClasses = [] } of objectTypes) {
    const type = schema.getType(name);
    const owners: readonly unknown[] = [target, ...interfaceClasses];
    const resolvers = fieldResolvers.filter(
      (resolver) => owners.includes(resolver.getObjectType?.()) && !isOwnMethod(resolver),
    );
    const fields: readonly Field[] = isObjectType(type) ? Object.values(type.getFields()) : [];
    for (const field of fields) {
      const resolver = resolvers.find(({ schemaName }) => schemaName === field.name);
      if (resolver === undefined) field.resolve = defaultFieldResolver;
      else resolveByMethod(field, resolver);
    }
  }
  for (const resolver of queries) {
    const field: Field | undefined = schema.getQueryType()?.getFields()[resolver.schemaName];
    if (field !== undefined) resolveByMethod(field, resolver);
  }
}

function resolveByMethod(field: Field, resolver: Resolver): void {
  const resolve = isPlain(resolver) ? directResolver(resolver, field.resolve) : null;
  if (resolve === null) return;
  field.resolve = resolve;
  markPathless(field);
  if (resolver.params?.every(({ kind }) => kind === 'root') === true) markPure(field);
}

/** Whether graphql-js can call a getter or method of the parent's class. */
function isOwnMethod(resolver: Metadata['fieldResolvers'][number]): boolean {
  return resolver.kind === 'internal' && isPlain(resolver) && resolver.params?.length === 0;
}

/** Whether nothing runs before the method. */
function isPlain({ middlewares = [], roles }: Resolver): boolean {
  return middlewares.length === 0 && roles === undefined;
}

/** null if the method needs type-graphql's wrapper. */
function directResolver(
  { target, methodName, params = [] }: Resolver,
  wrapped: Resolve | undefined,
): Resolve | null {
  const instance = instanceOf(target);
  const method: unknown = Reflect.get(instance, methodName);
  if (typeof method !== 'function' || params.length > 3) return null;
  const readers = params.toSorted((a, b) => a.index - b.index).map(readerOf);
  const [first = nothing, second = nothing, third = nothing] = readers;
  if (first === null || second === null || third === null) return null;
  const resolve: Resolve = (parent, args, context, info): unknown =>
    method.call(
      instance,
      first(parent, args, context, info),
      second(parent, args, context, info),
      third(parent, args, context, info),
    );
  if (wrapped === undefined || params.every(({ kind }) => kind !== 'args')) return resolve;
  // Only type-graphql's wrapper creates instances of input types.
  return (parent, args, context, info): unknown =>
    (hasObjects(args) ? wrapped : resolve)(parent, args, context, info);
}

function hasObjects(args: Arguments): boolean {
  return Object.values(args).some((value) => typeof value === 'object' && value !== null);
}

function readerOf(param: Param): ReadParam | null {
  switch (param.kind) {
    case 'root':
      return param.propertyName === undefined && param.getType === undefined ? (parent) => parent : null;
    case 'context':
      return param.propertyName === undefined ? (_parent, _args, context) => context : null;
    case 'arg': {
      const { name } = param;
      const isSingle = param.typeOptions.array !== true && SCALARS.has(param.getType());
      return isSingle && param.validateFn === undefined ? (_parent, args) => args[name] : null;
    }
    case 'args':
      return param.validateFn === undefined && !renames(param.getType())
        ? argumentsReader(param.getType())
        : null;
    default:
      return null;
  }
}

/** Creates and validates an instance of a class of scalar arguments. */
function argumentsReader(target: unknown): ReadParam | null {
  if (typeof target !== 'function') return null;
  return (_parent, args) => {
    const instance: unknown = Object.assign(Object(Reflect.construct(target, [])), args);
    if (typeof instance === 'object') validateArguments(instance);
    return instance;
  };
}

/** Whether an argument of this class has another name in the schema. */
function renames(target: unknown): boolean {
  return getMetadataStorage().argumentTypes.some(
    ({ target: owner, fields = [] }) =>
      (owner === target || (typeof target === 'function' && target.prototype instanceof owner)) &&
      fields.some(({ name, schemaName }) => name !== schemaName),
  );
}

/** The declared types of scalar arguments. */
const SCALARS: ReadonlySet<unknown> = new Set([String, Boolean, Number]);

function nothing(): undefined {
  return undefined;
}

function instanceOf(target: Resolver['target']): object {
  const instance: unknown = Reflect.construct(target, []);
  if (typeof instance !== 'object' || instance === null) throw new TypeError('a resolver is a class');
  return instance;
}

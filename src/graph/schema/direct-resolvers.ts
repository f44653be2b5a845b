import { defaultFieldResolver, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { markPure } from './pure-fields.js';

type Metadata = ReturnType<typeof getMetadataStorage>;
type FieldResolver = Metadata['fieldResolvers'][number];
type Param = Metadata['params'][number];
type Resolve = GraphQLFieldResolver<unknown, unknown, Readonly<Record<string, unknown>>>;
type ReadParam = (...call: Parameters<Resolve>) => unknown;

/**
 * Lets fields that don't need type-graphql's wrapper call their resolver's method directly:
 * those that take the parent, the context and single scalars, which graphql-js has read, and no rules check. Its
 * wrapper costs more than most methods do, and makes a promise of every field that has an argument. Getters and
 * methods of an object type are left to graphql-js: their parents are instances of its class.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const instances = new Map<FieldResolver['target'], object>();
  for (const resolver of fieldResolvers) {
    const owner = resolver.getObjectType?.();
    const type = schema.getType(objectTypes.find(({ target }) => target === owner)?.name ?? '');
    const field = isObjectType(type) ? type.getFields()[resolver.schemaName] : undefined;
    if (field === undefined) continue;
    if (!isPlain(resolver)) continue;
    if (resolver.kind === 'internal') {
      if (resolver.params?.length === 0) field.resolve = defaultFieldResolver;
      continue;
    }
    const instance = instances.get(resolver.target) ?? instanceOf(resolver.target);
    instances.set(resolver.target, instance);
    const resolve = directResolver(resolver, instance);
    if (resolve === null) continue;
    field.resolve = resolve;
    if (resolver.params?.every(({ kind }) => kind === 'root') === true) markPure(field);
  }
}

/** Whether nothing runs before the method. */
function isPlain({ middlewares = [], roles }: FieldResolver): boolean {
  return middlewares.length === 0 && roles === undefined;
}

/** null if the method needs type-graphql's wrapper. */
function directResolver({ methodName, params = [] }: FieldResolver, instance: object): Resolve | null {
  const method: unknown = Reflect.get(instance, methodName);
  if (typeof method !== 'function' || params.length > 3) return null;
  const readers = params.toSorted((a, b) => a.index - b.index).map(readerOf);
  const [first = nothing, second = nothing, third = nothing] = readers;
  if (first === null || second === null || third === null) return null;
  return (parent, args, context, info): unknown =>
    Reflect.apply(method, instance, [
      first(parent, args, context, info),
      second(parent, args, context, info),
      third(parent, args, context, info),
    ]);
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
    default:
      return null;
  }
}

/** The declared types of scalar arguments. */
const SCALARS: ReadonlySet<unknown> = new Set([String, Boolean, Number]);

function nothing(): undefined {
  return undefined;
}

function instanceOf(target: FieldResolver['target']): object {
  const instance: unknown = Reflect.construct(target, []);
  if (typeof instance !== 'object' || instance === null) throw new TypeError('a resolver is a class');
  return instance;
}

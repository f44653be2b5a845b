import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { validateArguments } from '../input/validate-input.js';
import { markPure } from './pure-fields.js';

type Metadata = ReturnType<typeof getMetadataStorage>;
type Param = Metadata['params'][number];
type Resolver = Pick<
  Metadata['queries'][number],
  'target' | 'methodName' | 'schemaName' | 'params' | 'middlewares' | 'roles'
>;
type Field = GraphQLField<unknown, unknown, Arguments>;
type Arguments = Readonly<Record<string, unknown>>;
type Resolve = GraphQLFieldResolver<unknown, unknown, Arguments>;
type ReadParam = (...call: Parameters<Resolve>) => unknown;

/**
 * Lets queries and fields call their resolver's method directly. type-graphql's wrapper costs more than most methods, and
 * returns a promise for every field that has an argument. Properties, getters and methods of an object type are left to
 * graphql-js: their parents are plain data, or instances of its class. TypeError for a resolver that needs the wrapper,
 * and for a field of an object that reads `info`, which plan execution shares among all parents.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, queries, objectTypes } = getMetadataStorage();
  for (const { name, target, interfaceClasses = [] } of objectTypes) {
    const owners: readonly unknown[] = [target, ...interfaceClasses];
    const resolvers = fieldResolvers.filter(
      ({ kind, getObjectType }) => kind === 'external' && owners.includes(getObjectType?.()),
    );
    const prototype: unknown = Reflect.get(target, 'prototype');
    resolveFields(schema.getType(name), resolvers, prototype);
  }
  resolveFields(schema.getQueryType(), queries, null);
}

/** `prototype`: that of the type's class; what it doesn't have are properties, which are pure. null for the root. */
function resolveFields(
  type: GraphQLNamedType | null | undefined,
  resolvers: readonly Resolver[],
  prototype: unknown,
): void {
  const fields: readonly Field[] = isObjectType(type) ? Object.values(type.getFields()) : [];
  for (const field of fields) {
    const resolver = resolvers.find(({ schemaName }) => schemaName === field.name);
    field.resolve = resolver === undefined ? defaultFieldResolver : directResolver(resolver);
    const { params = [] } = resolver ?? {};
    if (prototype !== null && params.some(({ kind }) => kind === 'info')) {
      throw new TypeError(`${field.name} isn’t a root field, but reads info`);
    }
    const isOfParent = params.length > 0 && params.every(({ kind }) => kind === 'root');
    const isProperty = !isObject(prototype) || !(field.name in prototype);
    if (resolver === undefined ? isProperty : isOfParent) markPure(field);
  }
}

function directResolver({ target, methodName, params = [], middlewares = [], roles }: Resolver): Resolve {
  const instance: unknown = Reflect.construct(target, []);
  const method: unknown = isObject(instance) && Reflect.get(instance, methodName);
  if (typeof method !== 'function' || middlewares.length > 0 || roles !== undefined) {
    throw new TypeError(`${methodName} is no method that can be called directly`);
  }
  const readers = params.toSorted((a, b) => a.index - b.index).map(readerOf);
  const [first = nothing, second = nothing, third = nothing] = readers;
  if (first === readParent && readers.length === 2 && second === readContext) {
    return (parent, _args, context): unknown => method.call(instance, parent, context);
  }
  return (parent, args, context, info): unknown =>
    method.call(
      instance,
      first(parent, args, context, info),
      second(parent, args, context, info),
      third(parent, args, context, info),
    );
}

function readerOf(param: Param): ReadParam {
  if (param.kind === 'root' && param.propertyName === undefined) return readParent;
  if (param.kind === 'context' && param.propertyName === undefined) return readContext;
  if (param.kind === 'info') return (_parent, _args, _context, info) => info;
  if (param.kind === 'arg' && param.validateFn === undefined) return (_parent, args) => args[param.name];
  if (param.kind === 'args' && param.validateFn === undefined) return argumentsReader(param.getType());
  throw new TypeError(`${param.methodName} has a parameter that only type-graphql can read`);
}

/** Creates and validates an instance of a class of arguments. */
function argumentsReader(target: unknown): ReadParam {
  if (typeof target !== 'function') throw new TypeError('arguments are declared by a class');
  return (_parent, args) => {
    const instance: unknown = Object.assign(Object(Reflect.construct(target, [])), args);
    if (isObject(instance)) validateArguments(instance);
    return instance;
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const readParent: ReadParam = (parent) => parent;
const readContext: ReadParam = (_parent, _args, context) => context;

function nothing(): undefined {
  return undefined;
}

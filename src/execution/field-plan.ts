import {
  getNullableType,
  isLeafType,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
} from 'graphql';
import { argumentsOf, fieldOf, resolveInfoOf, type FieldPosition, type Path } from './graphql-js.js';
import { Fixed } from './json-writer.js';
import { plainWriter } from './leaf-writers.js';
import { NULL, planCompletion, type CompleteValue } from './value-plan.js';
import type { Planned, Planning } from './planning.js';
import type { Run, WriteSelection } from './run.js';

type Arguments = Readonly<Record<string, unknown>>;

const NONE: Arguments = Object.freeze({});

/** Plans how to write a field's value, from a property or a resolver. */
export function planField(
  planning: Planning,
  parent: GraphQLObjectType,
  key: string,
  [node, ...others]: readonly FieldNode[],
): Planned<WriteSelection> {
  const field = node && fieldOf(planning, parent, node);
  if (node === undefined || !field) throw new Error('the operation is not valid');
  if (field === TypeNameMetaFieldDef) {
    const name = new Fixed(`"${parent.name}"`);
    return { write: () => planning.writer.fixed(name), isPure: true };
  }
  const position: FieldPosition = { parent, field, nodes: [node, ...others] };
  const completion = planCompletion(planning, field.type, position);
  const resolve = planning.resolvers.get(field);
  const write =
    resolve === undefined
      ? planProperty(planning, position, key, completion.write)
      : planResolver(planning, position, key, completion.write, resolve);
  return { write, isPure: planning.isPure(field) && completion.isPure };
}

function planProperty(
  planning: Planning,
  position: FieldPosition,
  key: string,
  complete: CompleteValue,
): WriteSelection {
  const { name } = position.field;
  const argumentsIn = planArguments(planning, position);

  function valueOf(source: Readonly<Record<string, unknown>>, run: Run, parent: Path | undefined): unknown {
    try {
      const value: unknown = source[name];
      if (typeof value !== 'function') return value;
      const info = infoOf(position, run, parent, key);
      return Reflect.apply(value, source, [argumentsIn(run), run.request.contextValue, info]);
    } catch (error) {
      return error instanceof Error ? error : run.leave(error);
    }
  }

  const { writer } = planning;
  const type = getNullableType(position.field.type);
  const isNullable = type === position.field.type;
  const writePlain = isLeafType(type) ? plainWriter(type, writer) : () => false;
  return (source, run, parent) => {
    const value = isObject(source) ? valueOf(source, run, parent) : undefined;
    // Nearly every value is null or a plain leaf, which needs neither a path nor a promise.
    if (value === null && isNullable) writer.fixed(NULL);
    else if (!writePlain(value)) complete(value, run, parent, key);
  };
}

function planResolver(
  planning: Planning,
  position: FieldPosition,
  key: string,
  complete: CompleteValue,
  resolve: GraphQLFieldResolver<unknown, unknown>,
): WriteSelection {
  const argumentsIn = planArguments(planning, position);
  const number = planning.nextNumber++;

  function resolved(source: unknown, run: Run, parent: Path | undefined): unknown {
    try {
      const info = (run.infos[number] ??= infoOf(position, run, parent, key));
      return resolve(source, argumentsIn(run), run.request.contextValue, info);
    } catch (error) {
      return error instanceof Error ? error : run.leave(error);
    }
  }

  return (source, run, parent) => {
    complete(resolved(source, run, parent), run, parent, key);
  };
}

/** A field's arguments, read once per run, or only once if the document gives none. Throws what graphql-js throws. */
function planArguments(planning: Planning, { field, nodes: [node] }: FieldPosition): (run: Run) => Arguments {
  if (field.args.length === 0) return () => NONE;
  if (node.arguments?.length === 0) {
    let defaults: Arguments | null = null;
    return () => (defaults ??= argumentsOf(field, node));
  }
  const number = planning.nextNumber++;
  return ({ args, request }) => (args[number] ??= argumentsOf(field, node, request));
}

function infoOf(position: FieldPosition, { request }: Run, prev: Path | undefined, key: string) {
  return resolveInfoOf(request, position, { prev, key, typename: position.parent.name });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

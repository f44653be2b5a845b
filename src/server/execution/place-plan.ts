import {
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  type GraphQLAbstractType,
  type GraphQLList,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { buildResolveInfo } from 'graphql/execution/execute.js';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { pathToArray, type Path } from 'graphql/jsutils/Path.js';
import { Fixed } from './json-writer.js';
import { plainWriter, serializedWriter } from './leaf-writers.js';
import type { FieldPlace, Planning } from './planning.js';
import type { Run } from './run.js';

/** Writes the value of a field or of a list's item; where it fails, null, or nothing where the run is left. */
export type FillPlace = (value: unknown, run: Run, above: Path | undefined, key: string | number) => void;

/** Writes a value that isn't null, a promise or an Error; what it throws it throws before it has written anything. */
type WriteValue = (value: unknown, run: Run, path: Path | undefined) => void;

type NullableType =
  GraphQLLeafType | GraphQLList<GraphQLOutputType> | GraphQLAbstractType | GraphQLObjectType;

export const NULL = new Fixed('null');
const COMMA = new Fixed(',');
const [LIST, LIST_END] = [new Fixed('['), new Fixed(']')];

/** How values of this type are written in their place, as graphql-js completes them. */
export function planPlace(planning: Planning, type: GraphQLOutputType, place: FieldPlace): FillPlace {
  const { writer } = planning;
  const { parent, field, nodes } = place;
  const nonNull = isNonNullType(type);
  const nullable: NullableType = nonNull ? type.ofType : type;
  const write = planValue(planning, nullable, place);
  const isLeaf = isLeafType(nullable);
  const nullError = `Cannot return null for non-nullable field ${parent.name}.${field.name}.`;

  function complete(value: unknown, run: Run, above: Path | undefined, key: string | number): void {
    if (value === null || value === undefined) {
      if (nonNull) throw new Error(nullError);
      writer.fixed(NULL);
      return;
    }
    if (value instanceof Error) throw value;
    write(
      value,
      run,
      isLeaf ? undefined : { prev: above, key, typename: typeof key === 'string' ? parent.name : undefined },
    );
  }

  function fail(error: unknown, run: Run, above: Path | undefined, key: string | number): void {
    if (run.left) throw error;
    if (nonNull) run.leave(error);
    const path = pathToArray({ prev: above, key, typename: undefined });
    run.errors.push(locatedError(error, nodes, path));
    writer.fixed(NULL);
  }

  function settle(value: unknown, run: Run, above: Path | undefined, key: string | number): void {
    const { written } = writer;
    try {
      complete(value, run, above, key);
    } catch (error) {
      if (writer.written !== written) run.leave(error);
      fail(error, run, above, key);
    }
  }

  return (value, run, above, key) => {
    if (!(value instanceof Promise)) {
      settle(value, run, above, key);
      return;
    }
    run.wait(
      value,
      (result) => {
        settle(result, run, above, key);
      },
      (reason) => {
        fail(reason, run, above, key);
      },
    );
  };
}

function planValue(planning: Planning, type: NullableType, place: FieldPlace): WriteValue {
  if (isLeafType(type)) {
    const writePlain = plainWriter(type, planning.writer);
    const writeSerialized = serializedWriter(type, planning.writer);
    return (value, run) => {
      if (!writePlain(value) && !writeSerialized(value)) run.leave();
    };
  }
  if (isListType(type)) return planList(planning, type.ofType, place);
  if (isAbstractType(type)) return planAbstract(planning, type, place);
  return planObject(planning, type, place);
}

function planList(planning: Planning, itemType: GraphQLOutputType, place: FieldPlace): WriteValue {
  const { writer } = planning;
  const fill = planPlace(planning, itemType, place);
  const { parent, field } = place;
  const refusal = `Expected Iterable, but did not find one for field "${parent.name}.${field.name}".`;
  return (value, run, path) => {
    if (!isIterable(value)) throw new GraphQLError(refusal);
    const items: readonly unknown[] = Array.isArray(value) ? value : [...value];
    writer.fixed(LIST);
    try {
      for (let index = 0; index < items.length; index += 1) {
        if (index > 0) writer.fixed(COMMA);
        fill(items[index], run, path, index);
      }
    } catch (error) {
      // Nobody else hears of the promises that weren't reached.
      for (const item of items) if (item instanceof Promise) item.catch(() => undefined);
      throw error;
    }
    writer.fixed(LIST_END);
  };
}

function planObject(planning: Planning, type: GraphQLObjectType, { nodes }: FieldPlace): WriteValue {
  const { schema, fragments, variableValues } = planning;
  return planning.planSelection(type, collectSubfields(schema, fragments, variableValues, type, nodes));
}

/** Each type's selection is planned when the first value of it is met. */
function planAbstract(planning: Planning, type: GraphQLAbstractType, place: FieldPlace): WriteValue {
  const { schema } = planning;
  const plans = new Map<string, WriteValue>();

  function planOf(name: string): WriteValue | null {
    const object = schema.getType(name);
    if (!isObjectType(object) || !schema.isSubType(type, object)) return null;
    const plan = planObject(planning, object, place);
    plans.set(name, plan);
    return plan;
  }

  return (value, run, path) => {
    const info = path && buildResolveInfo(run.request, place.field, place.nodes, place.parent, path);
    const name: unknown = info && type.resolveType?.(value, run.request.contextValue, info, type);
    const write = typeof name === 'string' ? (plans.get(name) ?? planOf(name)) : null;
    if (write === null) run.leave();
    else write(value, run, path);
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

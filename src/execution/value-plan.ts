import {
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  locatedError,
  type GraphQLAbstractType,
  type GraphQLList,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { resolveInfoOf, responsePath, subfields, type FieldPosition, type Path } from './graphql-js.js';
import { Fixed } from './json-writer.js';
import { plainWriter, serializedWriter } from './leaf-writers.js';
import type { Planned, Planning } from './planning.js';
import type { Run } from './run.js';

/** Writes the value of a field or list item. Writes null if that fails, or nothing if the run is left to graphql-js. */
export type CompleteValue = (value: unknown, run: Run, above: Path | undefined, key: string | number) => void;

/** Writes a value that isn't null, a promise or an Error. An error after it has written something leaves the run. */
type WriteValue = (value: unknown, run: Run, path: Path | undefined) => void;

type NullableType =
  GraphQLLeafType | GraphQLList<GraphQLOutputType> | GraphQLAbstractType | GraphQLObjectType;

export const NULL = new Fixed('null');
/** The maximum number of list items between two checks of the time: a check costs as much as a short field. */
const ITEMS_PER_CHECK = 16;
/** The number of bytes after which the time is checked even after fewer items. */
const BYTES_PER_CHECK = 64 * 1024;
const COMMA = new Fixed(',');
const [LIST, LIST_END] = [new Fixed('['), new Fixed(']')];

/** Plans how to write values of this type at their position, as graphql-js completes them. */
export function planCompletion(
  planning: Planning,
  type: GraphQLOutputType,
  position: FieldPosition,
): Planned<CompleteValue> {
  const { writer } = planning;
  const { parent, field, nodes } = position;
  const nonNull = isNonNullType(type);
  const nullable: NullableType = nonNull ? type.ofType : type;
  const { write, isPure } = planValue(planning, nullable, position);
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
    run.errors.push(locatedError(error, nodes, responsePath(above, key)));
    writer.fixed(NULL);
  }

  function completeAt(value: unknown, run: Run, above: Path | undefined, key: string | number): void {
    const { written } = writer;
    try {
      complete(value, run, above, key);
    } catch (error) {
      if (writer.written !== written) run.leave(error);
      fail(error, run, above, key);
    }
  }

  // A function of its own: V8 allocates what closures capture on every call, whether it creates them or not.
  function completeLater(
    value: Promise<unknown>,
    run: Run,
    above: Path | undefined,
    key: string | number,
  ): void {
    run.wait(
      value,
      (result) => completeAt(result, run, above, key),
      (reason) => fail(reason, run, above, key),
    );
  }

  const completeValue: CompleteValue = (value, run, above, key) => {
    if (value instanceof Promise) completeLater(value, run, above, key);
    else completeAt(value, run, above, key);
  };
  return { write: completeValue, isPure };
}

function planValue(planning: Planning, type: NullableType, position: FieldPosition): Planned<WriteValue> {
  if (isLeafType(type)) {
    const writePlain = plainWriter(type, planning.writer);
    const writeSerialized = serializedWriter(type, planning.writer);
    const write: WriteValue = (value, run) => {
      if (!writePlain(value) && !writeSerialized(value)) run.leave();
    };
    return { write, isPure: true };
  }
  if (isListType(type)) return planList(planning, type.ofType, position);
  if (isAbstractType(type)) return planAbstract(planning, type, position);
  return planObject(planning, type, position);
}

function planList(
  planning: Planning,
  itemType: GraphQLOutputType,
  position: FieldPosition,
): Planned<WriteValue> {
  const { writer } = planning;
  const { write: completeItem, isPure } = planCompletion(planning, itemType, position);
  const { parent, field } = position;
  const notIterable = `Expected Iterable, but did not find one for field "${parent.name}.${field.name}".`;

  function writeFrom(first: number, items: readonly unknown[], run: Run, path: Path | undefined): void {
    let checkedAt = writer.written;
    try {
      for (let index = first; index < items.length; index += 1) {
        if (index % ITEMS_PER_CHECK === 0 || writer.written - checkedAt > BYTES_PER_CHECK) {
          checkedAt = writer.written;
          if (run.turns.isOver()) {
            writeLater(index, items, run, path);
            // The run may be left to graphql-js in the meantime.
            if (first === 0) ignoreRejections(items);
            return;
          }
        }
        if (index > 0) writer.fixed(COMMA);
        completeItem(items[index], run, path, index);
      }
    } catch (error) {
      ignoreRejections(items);
      throw error;
    }
    writer.fixed(LIST_END);
  }

  function writeLater(first: number, items: readonly unknown[], run: Run, path: Path | undefined): void {
    const rest = () => writeFrom(first, items, run, path);
    run.wait(run.turns.next(), rest, rest);
  }

  const write: WriteValue = (value, run, path) => {
    if (!isIterable(value)) throw new GraphQLError(notIterable);
    writer.fixed(LIST);
    writeFrom(0, Array.isArray(value) ? value : [...value], run, path);
  };
  return { write, isPure };
}

/** Caches the text of a pure object, unless the text of its pure parent contains it. */
function planObject(
  planning: Planning,
  type: GraphQLObjectType,
  { field, nodes }: FieldPosition,
): Planned<WriteValue> {
  const { write, isPure } = planning.planSelection(type, subfields(planning, type, nodes));
  return { write: isPure && !planning.isPure(field) ? planning.fragmentCache.cached(write) : write, isPure };
}

function planAbstract(
  planning: Planning,
  type: GraphQLAbstractType,
  position: FieldPosition,
): Planned<WriteValue> {
  const types = planning.schema.getPossibleTypes(type);
  const plans = new Map(types.map((object) => [object.name, planObject(planning, object, position)]));
  const write: WriteValue = (value, run, path) => {
    const info = path && resolveInfoOf(run.request, position, path);
    const name: unknown = info && type.resolveType?.(value, run.request.contextValue, info, type);
    const plan = typeof name === 'string' ? plans.get(name) : undefined;
    if (plan === undefined) run.leave();
    else plan.write(value, run, path);
  };
  return { write, isPure: plans.values().every(({ isPure }) => isPure) };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** Handles the rejections of promises that are never reached. */
function ignoreRejections(items: readonly unknown[]): void {
  for (const item of items) if (item instanceof Promise) item.catch(() => undefined);
}

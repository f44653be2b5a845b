import type { GraphQLObjectType } from 'graphql';
import { planField } from './field-plan.js';
import type { SelectedFields } from './graphql-js.js';
import { Fixed } from './json-writer.js';
import type { Planned, Planning } from './planning.js';
import type { WriteSelection } from './run.js';

const OBJECT_END = new Fixed('}');
const EMPTY = new Fixed('{}');

interface KeyPlan extends Planned<WriteSelection> {
  readonly key: Fixed;
  readonly isLeaf: boolean;
}

/** Plans how to write an object of this type, with its keys in the order of graphql-js. */
export function planSelection(
  planning: Planning,
  type: GraphQLObjectType,
  fields: SelectedFields,
): Planned<WriteSelection> {
  const { writer } = planning;
  const plans = [...fields].map(([key, nodes], index): KeyPlan => {
    planning.planned();
    return {
      key: new Fixed(`${index === 0 ? '{' : ','}"${key}":`),
      isLeaf: nodes.every(({ selectionSet }) => selectionSet === undefined),
      ...planField(planning, type, key, nodes),
    };
  });
  if (plans.length === 0) return { write: () => writer.fixed(EMPTY), isPure: true };
  const isPure = plans.every((plan) => plan.isPure);
  const writes = isPure
    ? [writeKeys(planning, plans)]
    : partsOf(plans).map((part) => writePart(planning, part));
  return {
    isPure,
    write: (source, run, path) => {
      for (const write of writes) write(source, run, path);
      writer.fixed(OBJECT_END);
    },
  };
}

/** The keys in order, grouped into runs of pure and runs of other ones. */
function partsOf(plans: readonly KeyPlan[]): readonly (readonly KeyPlan[])[] {
  const parts: KeyPlan[][] = [];
  for (const plan of plans) {
    const last = parts.at(-1);
    if (last?.[0]?.isPure === plan.isPure) last.push(plan);
    else parts.push([plan]);
  }
  return parts;
}

/** Caches pure keys, except a single leaf, which is written as fast as it is looked up. */
function writePart(planning: Planning, part: readonly KeyPlan[]): WriteSelection {
  const write = writeKeys(planning, part);
  const isWorthCaching = part.length > 1 || part.some(({ isLeaf }) => !isLeaf);
  return isWorthCaching && part.every(({ isPure }) => isPure) ? planning.fragmentCache.cached(write) : write;
}

function writeKeys({ writer }: Planning, plans: readonly KeyPlan[]): WriteSelection {
  return (source, run, path) => {
    for (const { key, write } of plans) {
      writer.fixed(key);
      write(source, run, path);
    }
  };
}

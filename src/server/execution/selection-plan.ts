import type { FieldNode, GraphQLObjectType } from 'graphql';
import { planField } from './field-plan.js';
import { Fixed } from './json-writer.js';
import type { Planning, WriteSelection } from './planning.js';

const OBJECT_END = new Fixed('}');
const EMPTY = new Fixed('{}');

/** What is written of an object of this type, in the order of graphql-js. */
export function planSelection(
  planning: Planning,
  type: GraphQLObjectType,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
): WriteSelection {
  const { writer } = planning;
  const plans = [...fields].map(([key, nodes], index) => ({
    key: new Fixed(`${index === 0 ? '{' : ','}"${key}":`),
    write: planField(planning, type, key, nodes),
  }));
  if (plans.length === 0) return () => writer.fixed(EMPTY);
  return (source, run, path) => {
    for (const { key, write } of plans) {
      writer.fixed(key);
      write(source, run, path);
    }
    writer.fixed(OBJECT_END);
  };
}

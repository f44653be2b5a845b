import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  type GraphQLLeafType,
} from 'graphql';
import { Fixed, type JsonWriter } from './json-writer.js';

/** Writes a value that isn't null; false if nothing is written. */
type WriteLeaf = (value: unknown) => boolean;

const TRUE = new Fixed('true');
const FALSE = new Fixed('false');

/** Writes values that are already of the type; returns false for all others. */
export function plainWriter(type: GraphQLLeafType, writer: JsonWriter): WriteLeaf {
  if (isEnumType(type)) {
    const names = new Map(
      type.getValues().map(({ name, value }): [unknown, Fixed] => [value, new Fixed(`"${name}"`)]),
    );
    return (value) => {
      const name = names.get(value);
      if (name !== undefined) writer.fixed(name);
      return name !== undefined;
    };
  }
  if (type === GraphQLString || type === GraphQLID) {
    return (value) => {
      if (typeof value !== 'string') return false;
      writer.string(value);
      return true;
    };
  }
  if (type === GraphQLBoolean) {
    return (value) => {
      if (typeof value !== 'boolean') return false;
      writer.fixed(value ? TRUE : FALSE);
      return true;
    };
  }
  if (type === GraphQLInt) {
    return (value) => {
      if (typeof value !== 'number' || (value | 0) !== value) return false;
      writer.text(String(value));
      return true;
    };
  }
  return () => false;
}

/**
 * Serializes a value by its type and writes it; throws the type's error. Returns false for a value that JSON can't
 * represent: graphql-js' response lacks the key of such a value.
 */
export function serializedWriter(type: GraphQLLeafType, writer: JsonWriter): WriteLeaf {
  return (value) => {
    const serialized: unknown = type.serialize(value);
    if (typeof serialized === 'string') {
      writer.string(serialized);
      return true;
    }
    const text = serialized === null || serialized === undefined ? null : jsonOf(serialized);
    if (text !== null) writer.text(text);
    return text !== null;
  };
}

/** null if JSON can't represent the value. */
function jsonOf(value: unknown): string | null {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

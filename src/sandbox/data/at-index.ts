/** The value at an index; throws a RangeError if there is none. */
export function atIndex<Value>(values: readonly Value[], index: number): Value {
  const value = values[index];
  if (value === undefined) throw new RangeError(`nothing at ${index}`);
  return value;
}

/** Whether a value is a mapping, as in YAML. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of plain data; undefined if there is none. */
export function at(data: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof key === 'number') return Array.isArray(inner) ? (inner[key] as unknown) : undefined;
    return isMapping(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, data);
}

/** The items of the list at a path of plain data; empty if there is none. */
export function itemsAt(data: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const items = at(data, ...path);
  return Array.isArray(items) ? items : [];
}

/** The mapping at a path of plain data; empty if there is none. */
export function mappingAt(
  data: unknown,
  ...path: readonly (string | number)[]
): Readonly<Record<string, unknown>> {
  const mapping = at(data, ...path);
  return isMapping(mapping) ? mapping : {};
}

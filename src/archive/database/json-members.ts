/**
 * Values as one parameter instead of thousands. A JSON object with the indexes as names, because in both engines
 * `json_each` reads the members of an object.
 */
export function jsonMembers(values: readonly unknown[]): string {
  return JSON.stringify(Object.assign({}, values));
}

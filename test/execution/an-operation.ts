import type { Operation } from './executions.js';
import { RANGE } from './providers.js';

/** Operations, by what they test. */
export type Operations = Readonly<Record<string, Operation>>;

export const HEAD = 'query ($from: DateTime!, $to: DateTime!';

/** An operation on the calls of the range. */
export function overCalls(selections: string, args = '', rest = ''): Operation {
  return {
    query: `${HEAD}) { calls(from: $from, to: $to ${args}) { nodes { ${selections} } } } ${rest}`,
    variables: RANGE,
  };
}

/** The operation with further variables. */
export function withVariables(definitions: string, query: string, variables: object): Operation {
  return { query: `${HEAD}, ${definitions}) ${query}`, variables: { ...RANGE, ...variables } };
}

import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';
import type { FieldCost } from './field-cost.js';

/** What a field can cost. A field without costs is a part of its object. */
export interface Costs {
  /** Charges for the requests that the field causes, or finds those of the fields within it. */
  readonly charge?: FieldCost;
  /** The assumed length of its list; 2 if absent. */
  readonly length?: number;
  /** The number of values that its own value counts as; 1 if absent. */
  readonly weight?: number;
  /** Whether its items are counted when they are known, as there may be more than estimated. Connections always are. */
  readonly isCounted?: boolean;
}

const EXTENSION = 'costs';
const NONE: Costs = {};

/** Declares what a field can cost. */
export function Costs(costs: Costs): PropertyDecorator & MethodDecorator {
  return Extensions({ [EXTENSION]: costs });
}

/** What a field can cost, as it is declared. */
export function costsOf({ extensions }: GraphQLField<unknown, unknown>): Costs {
  return (extensions[EXTENSION] as Costs | undefined) ?? NONE;
}

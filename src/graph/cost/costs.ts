import { getNullableType, isListType, type GraphQLField } from 'graphql';
import { Directive, Extensions } from 'type-graphql';
import { allOf } from '../schema/all-of.js';
import type { FieldCost } from './field-cost.js';

/** The cost of a field. A field without costs is a part of its object. */
export interface Costs {
  /** Charges for the requests that the field causes, and determines the cardinality of its value. */
  readonly charge?: FieldCost;
  /** The assumed length of its list; 2 if absent. */
  readonly length?: number;
  /** The number of values that its own value counts as; 1 if absent. */
  readonly weight?: number;
  /** Whether its items are counted on execution, because they may exceed the estimate. */
  readonly isCounted?: boolean;
}

const COSTS_EXTENSION = 'costs';
const NONE: Costs = {};

/** Declares the cost of a field. */
export function Costs(costs: Costs): PropertyDecorator & MethodDecorator {
  return Extensions({ [COSTS_EXTENSION]: costs });
}

/** Declares the cost of a connection, and to routers that `first` determines its length. */
export function PageCosts(charge: FieldCost): PropertyDecorator & MethodDecorator {
  const listSize =
    '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)';
  return allOf(Directive(listSize), Costs({ charge }));
}

/** The declared cost of a field. */
export function costsOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): Costs {
  return (extensions[COSTS_EXTENSION] as Costs | undefined) ?? NONE;
}

/** Assumed lengths of the lists of introspection, whose fields are declared by graphql-js. */
const INTROSPECTION: ReadonlyMap<string, number> = new Map([
  ['__Schema.types', 80],
  ['__Schema.directives', 15],
  ['__Type.fields', 8],
  ['__Type.inputFields', 2],
  ['__Type.enumValues', 2],
  ['__Type.interfaces', 1],
  ['__Type.possibleTypes', 1],
  // Most types aren't wrapped more than once.
  ['__Type.ofType', 0.5],
]);
const LENGTH = 2;

/** The assumed length of this field's value: 1 if it isn't a list. `parent`: the name of its type. */
export function lengthOf(parent: string, field: GraphQLField<unknown, unknown>): number {
  const known = costsOf(field).length ?? INTROSPECTION.get(`${parent}.${field.name}`);
  return known ?? (isListType(getNullableType(field.type)) ? LENGTH : 1);
}

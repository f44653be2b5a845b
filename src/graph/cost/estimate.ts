import { getArgumentValues, GraphQLError, type GraphQLField } from 'graphql';
import { eachProvider, type Provider } from '../../domain/upstream/upstream-error.js';
import { createCharges, type CostPart } from './charge.js';
import type { Archives } from './field-cost.js';
import { FIELD_COSTS } from './field-costs.js';
import { lengthOf, weightOf } from './list-lengths.js';
import type { PlannedField } from './planned-fields.js';
import type { Cardinality } from './cardinality.js';

/** What an operation can cost at most. */
export interface Estimate {
  /** Requests to each provider, leaving out those that a provider's failures cause. */
  readonly requests: Readonly<Record<Provider, number>>;
  /** Values of the answer: every field of every object. Ten calls that are looked at count as one, too. */
  readonly values: number;
  /** Where the requests arise, in the order of the document. */
  readonly parts: readonly CostPart[];
}

/** Arguments of a field, as resolvers get them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The arguments to reckon with in place of those that the field at this path has. */
export type ArgumentsAt = (path: string, args: Arguments, field: GraphQLField<unknown, unknown>) => Arguments;

/** Hears of values that the field at this path may bring; more than once if it is reached in several ways. */
export type ValuesAt = (path: string, values: number) => void;

/** Calls that cost as much to look at as a value of the answer. */
const LOOKS_OF_A_VALUE = 10;

/**
 * What the planned fields of an operation can cost a caller who sees these workspaces; the variables as graphql-js
 * coerces them; what is archived costs no requests. LimitError where a list in its arguments is too long.
 */
export function estimateCost(
  plan: readonly PlannedField[],
  variables: Readonly<Record<string, unknown>>,
  workspaces: readonly string[],
  archives: Archives = () => undefined,
  argumentsAt: ArgumentsAt = (_, args) => args,
  valuesAt: ValuesAt = () => undefined,
): Estimate {
  const parts: CostPart[] = [];
  let values = 0;
  const count = (path: string, more: number) => {
    values += more;
    valuesAt(path, more);
  };
  const chargeAt = createCharges(parts, (path, calls) => {
    count(path, calls / LOOKS_OF_A_VALUE);
  });

  function visit(field: PlannedField, parents: Cardinality, prefix: string): void {
    const cardinality = parents.ofType?.get(field.parent) ?? parents;
    if (cardinality.objects === 0) return;
    const path = prefix + field.key;
    const name = `${field.parent}.${field.definition.name}`;
    count(path, cardinality.objects * weightOf(name));
    const cost = FIELD_COSTS.get(name);
    if (cost === undefined && field.fields === null) return;
    const inner =
      cost === undefined
        ? partsOf(cardinality, field, name)
        : cost({
            args: argumentsAt(path, argumentsOf(field, variables), field.definition),
            cardinality,
            charge: chargeAt(path),
            archives,
          });
    for (const child of field.fields ?? []) visit(child, inner, `${path}.`);
  }

  const root: Cardinality = { objects: 1, entities: 1, workspaces };
  for (const field of plan) visit(field, root, '');
  const sum = (provider: Provider) =>
    parts.reduce((total, part) => total + (part.provider === provider ? part.requests : 0), 0);
  return { requests: eachProvider(sum), values: Math.ceil(values), parts };
}

/** What is a part of its object. */
function partsOf(
  { objects, entities, ...cardinality }: Cardinality,
  { isList }: PlannedField,
  name: string,
): Cardinality {
  const each = lengthOf(name, isList);
  return { ...cardinality, objects: objects * each, entities: entities * each };
}

/** None where they are refused later, when the field is executed. */
function argumentsOf(
  { definition, node }: PlannedField,
  variables: Readonly<Record<string, unknown>>,
): Arguments {
  try {
    return getArgumentValues(definition, node, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return {};
    throw error;
  }
}

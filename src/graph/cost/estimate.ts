import { getArgumentValues, GraphQLError, type GraphQLField } from 'graphql';
import { eachProvider, type Provider } from '../../domain/upstream/upstream-error.js';
import type { Archives, Cardinality, Charge, VisibleWorkspaces } from './field-cost.js';
import type { PlannedField } from './planned-fields.js';

/** Requests to one provider that a field may cause. */
export interface CostPart {
  /** The field's response path: response names joined by dots. */
  readonly path: string;
  readonly provider: Provider;
  readonly requests: number;
}

/** The maximum cost of an operation. */
export interface Estimate {
  /** Requests to each provider, excluding those caused by failures of a provider. */
  readonly requests: Readonly<Record<Provider, number>>;
  /** Values in the response: every field of every object. Ten scanned calls count as one value. */
  readonly values: number;
  /** The fields that cause the requests, in document order. */
  readonly parts: readonly CostPart[];
}

/** A field's arguments as its resolver receives them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Returns the arguments to use in the estimate instead of those of the field at this path. */
export type ArgumentsAt = (path: string, args: Arguments, field: GraphQLField<unknown, unknown>) => Arguments;

/** Reports the values that the field at this path may return; called several times if several paths reach it. */
export type ValuesAt = (path: string, values: number) => void;

const NONE: Arguments = {};
/** Scanned calls that cost as much as one value of the response. */
const SCANNED_CALLS_PER_VALUE = 10;

/**
 * The maximum cost of an operation's planned fields for a caller who sees these workspaces. `variables` are coerced by
 * graphql-js. Reading archived calls costs no requests. LimitError if a list in the arguments is too long.
 */
export function estimateCost(
  plan: readonly PlannedField[],
  variables: Readonly<Record<string, unknown>>,
  workspaces: VisibleWorkspaces,
  argumentsAt: ArgumentsAt = (_, args) => args,
  valuesAt: ValuesAt = () => undefined,
): Estimate {
  const archives: Archives = (workspace) => workspaces.get(workspace)?.calls?.archived;
  const parts: CostPart[] = [];
  let values = 0;
  const count = (path: string, more: number) => {
    values += more;
    valuesAt(path, more);
  };
  const charged = eachProvider(() => new Set<string>());
  const chargeAt = (path: string): Charge => {
    const requests = (provider: Provider, number: number) => {
      if (number > 0) parts.push({ path, provider, requests: number });
    };
    return {
      requests,
      once(provider, keys, requestsEach = 1) {
        const known = charged[provider];
        const before = known.size;
        for (const key of keys) known.add(key);
        requests(provider, requestsEach * (known.size - before));
      },
      scannedCalls: (calls) => count(path, calls / SCANNED_CALLS_PER_VALUE),
    };
  };

  function visit(field: PlannedField, parents: Cardinality, prefix: string): void {
    const cardinality = parents.ofType?.get(field.parent) ?? parents;
    if (cardinality.objects === 0) return;
    const path = prefix + field.key;
    const { charge, weight = 1 } = field.costs;
    count(path, cardinality.objects * weight);
    if (charge === undefined && field.fields.length === 0) return;
    const inner =
      charge === undefined
        ? partsOf(cardinality, field)
        : charge({
            args: argumentsAt(path, argumentsOf(field, variables), field.definition),
            cardinality,
            charge: chargeAt(path),
            archives,
          });
    if (field.fields.length > 0) visitAll(field.fields, inner, `${path}.`);
  }

  function visitAll(fields: readonly PlannedField[], parents: Cardinality, prefix: string): void {
    for (const field of fields) visit(field, parents, prefix);
  }

  const root: Cardinality = { objects: 1, entities: 1, workspaces: [...workspaces.keys()] };
  visitAll(plan, root, '');
  const sum = (provider: Provider) =>
    parts.reduce((total, part) => total + (part.provider === provider ? part.requests : 0), 0);
  return { requests: eachProvider(sum), values: Math.ceil(values), parts };
}

/** The cardinality of a part of an object. */
function partsOf(cardinality: Cardinality, { length }: PlannedField): Cardinality {
  const { objects, entities } = cardinality;
  return { ...cardinality, objects: objects * length, entities: entities * length };
}

/** The arguments of a field; none if they are invalid, because execution rejects the field. */
function argumentsOf(
  { definition, node }: PlannedField,
  variables: Readonly<Record<string, unknown>>,
): Arguments {
  if (definition.args.length === 0) return NONE;
  try {
    return getArgumentValues(definition, node, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return NONE;
    throw error;
  }
}

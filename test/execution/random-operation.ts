import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  validate,
  parse,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { Random } from '../../src/sandbox/data/random.js';
import type { Operation } from './executions.js';

/** Possible values of arguments: by `Type.field.argument`, by `argument`, or by the argument's type. */
export type ArgumentValues = Readonly<Record<string, readonly unknown[]>>;

const MAX_DEPTH = 6;
const CONDITIONS = ['yes', 'no', 'given', 'left'];
const CONDITION_DEFINITIONS =
  '$yes: Boolean!, $no: Boolean!, $given: Boolean = true, $left: Boolean! = false';

/**
 * A valid query of this schema, determined by a seed: merged fields, aliases, fragments of every kind, conditions,
 * literals and variables, some of which are omitted or null.
 */
export function randomOperation(
  schema: GraphQLSchema,
  values: ArgumentValues,
  ...seeds: number[]
): Operation {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const operation = new Writer(schema, values, new Random(...seeds, attempt)).write();
    if (validate(schema, parse(operation.query)).length === 0) return operation;
  }
  throw new Error(`no valid operation of seed ${seeds.join(' ')}`);
}

class Writer {
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: { name: string; type: GraphQLCompositeType; text: string }[] = [];
  #open = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly values: ArgumentValues,
    private readonly random: Random,
  ) {}

  write(): Operation {
    const root = this.schema.getQueryType();
    if (!root) throw new Error('a schema without queries');
    const selections = this.#selections(root, 0);
    const used = CONDITIONS.filter((name) => this.random.chance(name === 'left' ? 30 : 80));
    for (const name of used)
      if (name !== 'given' || this.random.chance(50)) this.#variables[name] = this.random.chance(50);
    this.#variables['yes'] ??= true;
    this.#variables['no'] ??= false;
    const definitions = [CONDITION_DEFINITIONS, ...this.#definitions].join(', ');
    const keep = CONDITIONS.map((name) => `${name}_: __typename @include(if: $${name})`).join(' ');
    const fragments = this.#fragments.map(({ text }) => text).join('\n');
    return {
      query: `query Random(${definitions}) { ${keep} ${selections} }\n${fragments}`,
      variables: this.#variables,
    };
  }

  #selections(type: GraphQLCompositeType, depth: number): string {
    const count = this.random.integer(1, depth === 0 ? 3 : 4);
    return Array.from({ length: count }, () => this.#selection(type, depth)).join(' ');
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const isFragment = this.random.chance(isObjectType(type) ? 20 : 65) && this.#open < 4;
    if (!isFragment) return this.#field(type, depth);
    const condition = this.#typeCondition(type);
    const directives = this.#directives();
    const known = this.#fragments.filter((fragment) => fragment.type === condition);
    if (known.length > 0 && this.random.chance(40)) return `...${this.random.pick(known).name} ${directives}`;
    this.#open += 1;
    const body = `{ ${this.#selections(condition, depth)} }`;
    this.#open -= 1;
    if (this.random.chance(50)) {
      const on = condition === type && this.random.chance(50) ? '' : `on ${condition.name}`;
      return `... ${on} ${directives} ${body}`;
    }
    const name = `F${this.#fragments.length}`;
    this.#fragments.push({ name, type: condition, text: `fragment ${name} on ${condition.name} ${body}` });
    return `...${name} ${directives}`;
  }

  #typeCondition(type: GraphQLCompositeType): GraphQLCompositeType {
    if (isObjectType(type)) {
      const wider = type.getInterfaces();
      return wider.length > 0 && this.random.chance(30) ? this.random.pick(wider) : type;
    }
    return this.random.chance(80) ? this.random.pick(this.schema.getPossibleTypes(type)) : type;
  }

  #field(type: GraphQLCompositeType, depth: number): string {
    if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
    if (this.random.chance(10)) return this.random.pick(['__typename', 'kind_: __typename']);
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        !field.name.startsWith('_s') && (depth < MAX_DEPTH || !isCompositeType(getNamedType(field.type))),
    );
    const leaves = fields.filter(({ type: of }) => !isCompositeType(getNamedType(of)));
    const branches = fields.filter((field) => !leaves.includes(field));
    const from = branches.length > 0 && (leaves.length === 0 || this.random.chance(55)) ? branches : leaves;
    if (from.length === 0) return '__typename';
    return this.#fieldText(type, this.random.pick(from), depth);
  }

  #fieldText(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, depth: number): string {
    const variant = this.random.integer(0, field.args.length > 0 ? 2 : 1);
    // The same name has the same arguments everywhere, so that fields can be merged.
    const alias = variant === 0 ? '' : `${parent.name}_${field.name}${variant}: `;
    const args = this.#arguments(parent, field, variant);
    const type = getNamedType(field.type);
    const body = isCompositeType(type) ? `{ ${this.#selections(type, depth + 1)} }` : '';
    return `${alias}${field.name}${args} ${this.#directives()} ${body}`;
  }

  readonly #written = new Map<string, string>();

  #arguments(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, variant: number): string {
    const key = `${parent.name}.${field.name}.${variant}`;
    let text = this.#written.get(key);
    if (text === undefined) {
      const args = field.args.flatMap((arg) => this.#argument(`${parent.name}.${field.name}`, arg));
      text = args.length > 0 ? `(${args.join(', ')})` : '';
      this.#written.set(key, text);
    }
    return text;
  }

  #argument(field: string, { name, type }: GraphQLArgument): string[] {
    const of = getNamedType(type).name;
    const values = this.values[`${field}.${name}`] ?? this.values[name] ?? this.values[of];
    const isRequired = String(type).endsWith('!');
    if (values === undefined || (!isRequired && this.random.chance(40))) return [];
    const value = this.random.pick(values);
    if (typeof value === 'string' && value.startsWith('#'))
      return [`${name}: ${this.#withVariables(value.slice(1))}`];
    if (this.random.chance(50)) return [`${name}: ${literal(value, of)}`];
    const variable = `v${this.#definitions.length}`;
    const isLeftOut = !isRequired && this.random.chance(25);
    const fallback = isRequired && this.random.chance(30);
    this.#definitions.push(`$${variable}: ${String(type)}${fallback ? ` = ${literal(value, of)}` : ''}`);
    if (!isLeftOut && !(fallback && this.random.chance(50))) {
      this.#variables[variable] = !isRequired && this.random.chance(15) ? null : value;
    }
    return [`${name}: $${variable}`];
  }

  /** A literal with `$Type` in place of variables, each followed by a value as JSON in `<>`. */
  #withVariables(text: string): string {
    return text.replace(/\$([\w[\]!]+)<([^>]*)>/g, (_, type: string, json: string) => {
      const variable = `v${this.#definitions.length}`;
      this.#definitions.push(`$${variable}: ${type}`);
      if (this.random.chance(80)) this.#variables[variable] = JSON.parse(json);
      return `$${variable}`;
    });
  }

  #directives(): string {
    const condition = () =>
      this.random.chance(70) ? `$${this.random.pick(CONDITIONS)}` : this.random.pick(['true', 'false']);
    const include = this.random.chance(12) ? `@include(if: ${condition()})` : '';
    const skip = this.random.chance(12) ? `@skip(if: ${condition()})` : '';
    return `${include} ${skip}`;
  }
}

/** A value as a GraphQL literal; a text is a name if its type is an enum. */
function literal(value: unknown, type: string): string {
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, type)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, field]) => `${name}: ${literal(field, ENUMS.has(name) ? 'enum' : '')}`)
      .join(', ')} }`;
  }
  return typeof value === 'string' && (type === 'enum' || type === 'CallOrder')
    ? value
    : JSON.stringify(value);
}

const ENUMS = new Set(['direction', 'status', 'service']);

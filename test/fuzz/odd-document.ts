import fc from 'fast-check';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { atIndex } from '../../src/sandbox/data/at-index.ts';

const NAMES = ['__proto__', 'constructor', 'toString', '__typename', 'x', 'é', ''];
const VALUES = [
  'null',
  '[[[[]]]]',
  '-1',
  '1e999',
  '99999999999999999999',
  '"\\u0000"',
  '"../.."',
  '"""block\n"""',
  '$none',
  '{ __proto__: 1 }',
  'UNKNOWN',
  'true',
  '"sandbox"',
  '"2025-03-12T10:00:00Z"',
  '"2025-03-12T11:00:00Z"',
  '3',
];
const FITTING: Readonly<Record<string, readonly string[]>> = {
  DateTime: ['"2025-03-12T10:00:00Z"', '"2025-03-12T11:00:00Z"'],
  Int: ['0', '1', '3', '-1', '1000'],
  ID: ['"sandbox"', '"12"', '"acmeSIP107"', '3'],
  String: ['"107"', '""', '"a"'],
  Boolean: ['true', 'false'],
  _Any: ['{ __typename: "Client", clientId: "12" }', '{}'],
};
const DIRECTIVES = [
  '@include(if: true)',
  '@skip(if: false)',
  '@skip(if: $none)',
  '@defer',
  '@x(',
  '@deprecated',
];
const NOISE = ['{', '}', '(', ')', '"', '#', '...', '\0', '\ud800', '﻿', '\\u{110000}', '$', '@', '&', '"""'];

const NATS = new Map<number, () => fc.Arbitrary<number>>();

/** A separate function for each bound: `fc.gen` compares the arguments of a function with all earlier ones. */
function natUpTo(most: number): () => fc.Arbitrary<number> {
  const known = NATS.get(most);
  if (known !== undefined) return known;
  const nat = () => fc.nat({ max: most });
  NATS.set(most, nat);
  return nat;
}

/** Documents for a schema: half of them valid, the rest nearly valid, floods, and texts cut or mixed with noise. */
export function oddDocument(schema: GraphQLSchema): fc.Arbitrary<string> {
  return fc.gen().map((generate) => {
    const upTo = (most: number) => generate(natUpTo(most));
    const pick = <Value>(values: readonly Value[]) => atIndex(values, upTo(values.length - 1));
    const root = pick([schema.getQueryType(), schema.getQueryType(), schema.getMutationType()]);
    const isOdd = upTo(1) === 0;
    const writer = new Writer(upTo, pick, isOdd);
    const body = root ? writer.selections(root, 0) : '{ __typename }';
    if (!isOdd) return `${root?.name.toLowerCase() ?? ''} ${body}`;
    const text = `${pick(['', 'query A ', 'query ($a: Int = 1) ', root?.name.toLowerCase() ?? ''])}${body}`;
    switch (upTo(11)) {
      case 0:
        return text.slice(0, upTo(text.length));
      case 1: {
        const at = upTo(text.length);
        return text.slice(0, at) + pick(NOISE) + text.slice(at);
      }
      case 2:
        return `{ ${Array.from({ length: upTo(300) }, (_, index) => `a${index}: __typename`).join(' ')} }`;
      case 3:
        return `${'{ client '.repeat(upTo(60))}{ name }`;
      case 4:
        return `{ ...A } fragment A on Query { ...B client { name } } fragment B on Query { ${pick(['...A', 'client { clientId }'])} }`;
      case 5:
        return `{ ${'... { '.repeat(upTo(100))}__typename${' }'.repeat(upTo(100))} }`;
      default:
        return text;
    }
  });
}

class Writer {
  readonly upTo: (most: number) => number;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  readonly isOdd: boolean;
  private aliases = 0;

  constructor(
    upTo: (most: number) => number,
    pick: <Value>(values: readonly Value[]) => Value,
    isOdd: boolean,
  ) {
    this.upTo = upTo;
    this.pick = pick;
    this.isOdd = isOdd;
  }

  selections(type: GraphQLNamedType, depth: number): string {
    const count = 1 + this.upTo(2);
    return `{ ${Array.from({ length: count }, () => this.selection(type, depth)).join(' ')} }`;
  }

  /** Whether to write something odd: in an odd document about once in so many places. */
  private oddly(places: number): boolean {
    return this.isOdd && this.upTo(places - 1) === 0;
  }

  private selection(type: GraphQLNamedType, depth: number): string {
    if (this.oddly(80)) return this.pick(NAMES);
    if (isUnionType(type)) {
      const member = this.pick(type.getTypes());
      return `... on ${member.name} ${this.selections(member, depth + 1)}`;
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
    if (this.upTo(9) === 0) return `... ${this.selections(type, depth + 1)}`;
    return this.field(this.pick(Object.values(type.getFields())), depth);
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const isComposite = isObjectType(type) || isInterfaceType(type) || isUnionType(type);
    if (isComposite && depth > 5) return '__typename';
    const args = field.args
      .filter(({ type: of }) => String(of).endsWith('!') || this.upTo(2) === 0)
      .map((arg) => `${arg.name}: ${this.value(arg.type)}`);
    const alias = this.alias(args.length > 0);
    const body = isComposite ? this.selections(type, depth + 1) : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${this.oddly(40) ? this.pick(DIRECTIVES) : ''} ${body}`;
  }

  private alias(hasArguments: boolean): string {
    if (this.oddly(4)) return `${this.pick(['a', 'b', '__c'])}${this.upTo(99)}: `;
    if (this.isOdd || (!hasArguments && this.upTo(3) > 0)) return '';
    this.aliases += 1;
    return `c${this.aliases}: `;
  }

  private value(type: GraphQLInputType): string {
    const named = getNamedType(type);
    if (this.oddly(20)) return this.pick(VALUES);
    if (isEnumType(named)) return this.pick(named.getValues()).name;
    if (isInputObjectType(named)) {
      const fields = Object.values(named.getFields()).filter(
        ({ type: of }) => String(of).endsWith('!') || this.upTo(3) === 0,
      );
      return `{ ${fields.map((field) => `${field.name}: ${this.value(field.type)}`).join(', ')} }`;
    }
    return this.pick(FITTING[named.name] ?? VALUES);
  }
}

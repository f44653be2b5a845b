import { beforeAll, expect, test } from '@jest/globals';
import { graphql, isObjectType, type GraphQLSchema } from 'graphql';
import {
  Arg,
  buildSchema,
  Ctx,
  Field,
  FieldResolver,
  ObjectType,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { resolveDirectly } from '../../../src/graph/schema/direct-resolvers.js';

@ObjectType({ simpleResolvers: true })
class Thing {
  constructor(private readonly size: number) {}

  @Field(() => Number)
  get double(): number {
    return 2 * this.size;
  }

  @Field(() => Number)
  triple(): Promise<number> {
    return Promise.resolve(3 * this.size);
  }
}

interface Context {
  readonly unit: string;
  readonly seen: string[];
}

const isShort = ({ length }: string) => {
  if (length > 3) throw new Error('too long');
};

@Resolver(() => Thing)
class ThingResolver {
  private readonly greeting = 'Hello';

  @Query(() => Thing)
  thing(): Thing {
    return new Thing(7);
  }

  @FieldResolver(() => String)
  all(
    @Ctx() { unit }: Context,
    @Arg('word', () => String, { nullable: true }) word: string | null | undefined,
    @Root() { double }: Thing,
  ): string {
    return `${this.greeting} ${String(word)} ${String(double)} ${unit}`;
  }

  @FieldResolver(() => String)
  rooted(@Root('double') double: number): string {
    return String(double);
  }

  @FieldResolver(() => String)
  inContext(@Ctx('unit') unit: string): string {
    return unit;
  }

  @FieldResolver(() => String)
  listed(@Arg('words', () => [String]) words: readonly string[]): string {
    return words.join();
  }

  @FieldResolver(() => String)
  checked(@Arg('word', () => String, { validateFn: isShort }) word: string): string {
    return word;
  }

  @UseMiddleware(async ({ context }: { readonly context: Context }, next) => {
    context.seen.push('watched');
    return next();
  })
  @FieldResolver(() => String)
  watched(): string {
    return 'yes';
  }
}

const NAMES = ['all', 'rooted', 'inContext', 'listed', 'checked', 'watched', 'double', 'triple'];
const QUERIES = [
  '{ thing { double triple all(word: "a") none: all null: all(word: null) rooted inContext listed(words: ["a", "b"]) checked(word: "abc") watched } }',
  '{ thing { checked(word: "abcd") } }',
];

let wrapped: GraphQLSchema;
let direct: GraphQLSchema;

beforeAll(async () => {
  wrapped = await buildSchema({ resolvers: [ThingResolver], validate: false });
  direct = await buildSchema({ resolvers: [ThingResolver], validate: false });
  resolveDirectly(direct);
});

test.each(QUERIES)(
  '%s has the same result as with type-graphql, including middlewares and validation',
  async (source) => {
    const [expected, answer] = await Promise.all(
      [wrapped, direct].map(async (schema) => {
        const contextValue: Context = { unit: 'km', seen: [] };
        return { ...(await graphql({ schema, source, contextValue })), seen: contextValue.seen };
      }),
    );
    expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
  },
);

test('only fields that need type-graphql keep its resolvers', () => {
  const resolversOf = (schema: GraphQLSchema) => {
    const type = schema.getType('Thing');
    const fields = isObjectType(type) ? type.getFields() : {};
    return NAMES.map((name) => String(fields[name]?.resolve));
  };
  const before = resolversOf(wrapped);
  const after = resolversOf(direct);
  expect(NAMES.filter((_, index) => before[index] !== after[index])).toEqual(['all', 'double', 'triple']);
});

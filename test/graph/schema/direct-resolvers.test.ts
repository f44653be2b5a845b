import { expect, test } from '@jest/globals';
import { graphql, type GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  buildSchema,
  Ctx,
  Field,
  FieldResolver,
  Info,
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
  listed(@Arg('words', () => [String]) words: readonly string[]): string {
    return words.join();
  }

  @Query(() => String)
  informed(@Info() { fieldName }: GraphQLResolveInfo): string {
    return fieldName;
  }
}

const QUERY =
  '{ thing { double triple all(word: "a") none: all null: all(word: null) listed(words: ["a", "b"]) } informed }';

test('a query has the same result as with type-graphql', async () => {
  const wrapped = await buildSchema({ resolvers: [ThingResolver], validate: false });
  const direct = await buildSchema({ resolvers: [ThingResolver], validate: false });
  resolveDirectly(direct);
  const [expected, answer] = await Promise.all(
    [wrapped, direct].map((schema) => graphql({ schema, source: QUERY, contextValue: { unit: 'km' } })),
  );
  expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
});

@Resolver()
class PropertyOfRoot {
  @Query(() => String)
  propertyOfRoot(@Root('double') double: number): string {
    return String(double);
  }
}

@Resolver()
class PropertyOfContext {
  @Query(() => String)
  propertyOfContext(@Ctx('unit') unit: string): string {
    return unit;
  }
}

@Resolver()
class CheckedArgument {
  @Query(() => String)
  checkedArgument(@Arg('word', () => String, { validateFn: isShort }) word: string): string {
    return word;
  }
}

@ObjectType()
class Named {
  @Field(() => String)
  declare readonly name: string;
}

@Resolver(() => Named)
class InfoOfField {
  @Query(() => Named)
  named(): Named {
    return { name: 'a' };
  }

  @FieldResolver(() => String)
  path(@Info() { path }: GraphQLResolveInfo): string {
    return String(path.key);
  }
}

@Resolver()
class Watched {
  @UseMiddleware((_, next) => next())
  @Query(() => String)
  watched(): string {
    return 'yes';
  }
}

// Red if a resolver is called without what only type-graphql's wrapper does for it.
test.each([PropertyOfRoot, PropertyOfContext, CheckedArgument, Watched, InfoOfField])(
  'a schema with %p isn’t built, because its resolver needs type-graphql',
  async (resolver) => {
    const schema = await buildSchema({ resolvers: [resolver], validate: false });
    expect(() => resolveDirectly(schema)).toThrow(TypeError);
  },
);

import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Where a page stands in its connection.' })
export class PageInfo {
  @Field(() => String, { nullable: true, description: 'The first edge’s cursor; null on an empty page.' })
  readonly startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The last edge’s cursor, for `after`; null on an empty page.',
  })
  readonly endCursor: string | null;

  @Field(() => Boolean, { description: 'Whether an earlier page exists: true where `after` was given.' })
  readonly hasPreviousPage: boolean;

  #hasMore: boolean | Promise<boolean> | undefined;

  constructor(
    cursors: readonly string[],
    after: string | null | undefined,
    private readonly more: () => boolean | Promise<boolean>,
  ) {
    this.startCursor = cursors.at(0) ?? null;
    this.endCursor = cursors.at(-1) ?? null;
    this.hasPreviousPage = typeof after === 'string';
  }

  @Field(() => Boolean, { description: 'Whether there is more behind the last edge.' })
  hasNextPage(): boolean | Promise<boolean> {
    this.#hasMore ??= this.more();
    return this.#hasMore;
  }
}

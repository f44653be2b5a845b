import { Directive, Field, ObjectType } from 'type-graphql';

@Directive('@shareable')
@ObjectType({ description: 'The position of a page in its connection.' })
export class PageInfo {
  #hasMore: boolean | Promise<boolean> | undefined;

  constructor(
    private readonly edges: () => readonly { readonly cursor: string }[],
    private readonly after: string | null | undefined,
    private readonly more: () => boolean | Promise<boolean>,
  ) {}

  @Field(() => String, { nullable: true, description: 'The first edge’s cursor; null on an empty page.' })
  get startCursor(): string | null {
    return this.edges().at(0)?.cursor ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description: 'The last edge’s cursor, for `after`; null on an empty page.',
  })
  get endCursor(): string | null {
    return this.edges().at(-1)?.cursor ?? null;
  }

  @Field(() => Boolean, { description: 'Whether an earlier page exists: true if `after` was given.' })
  get hasPreviousPage(): boolean {
    return typeof this.after === 'string';
  }

  @Field(() => Boolean, { description: 'Whether there are more edges after the last one.' })
  hasNextPage(): boolean | Promise<boolean> {
    this.#hasMore ??= this.more();
    return this.#hasMore;
  }
}

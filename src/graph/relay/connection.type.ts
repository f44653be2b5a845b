import { type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { ScopeOf } from '../authorization/requires-scope.js';
import { Costs } from '../cost/costs.js';
import type { FieldCost } from '../cost/field-cost.js';
import type { Entity } from './node.type.js';
import { Nullable } from '../schema/nullable.js';

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursorOf: (item: Item) => string;
  /** The cursor with which the page was requested. */
  readonly after: string | null | undefined;
  /** Whether there are items after the page. */
  readonly hasMore: () => boolean | Promise<boolean>;
  /** The number of items on all pages; null if it can't be known. */
  readonly count: () => number | null | Promise<number | null>;
}

@Directive('@shareable')
@ObjectType('PageInfo', { description: 'The position of a page in its connection.' })
class PageInfo {
  private hasMore: boolean | Promise<boolean> | undefined;

  constructor(
    private readonly edges: () => readonly { readonly cursor: string }[],
    private readonly after: string | null | undefined,
    private readonly more: () => boolean | Promise<boolean>,
  ) {}

  @Nullable(() => String, 'The first edge’s cursor; null on an empty page.')
  get startCursor(): string | null {
    return this.edges().at(0)?.cursor ?? null;
  }

  @Nullable(() => String, 'The last edge’s cursor, for `after`; null on an empty page.')
  get endCursor(): string | null {
    return this.edges().at(-1)?.cursor ?? null;
  }

  @Field(() => Boolean, { description: 'Whether an earlier page exists: true if `after` was given.' })
  get hasPreviousPage(): boolean {
    return typeof this.after === 'string';
  }

  @Field(() => Boolean, { description: 'Whether there are more edges after the last one.' })
  hasNextPage(): boolean | Promise<boolean> {
    this.hasMore ??= this.more();
    return this.hasMore;
  }
}

/** A page of a list. `totalCount`: of the whole list; null if it isn't known. */
export interface Connection<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: PageInfo;
  totalCount(): number | null | Promise<number | null>;
}

export interface ConnectionOptions {
  /** Names the types: `CallConnection` and `CallEdge` for `Call`. */
  readonly kind: Entity['kind'];
  readonly item: () => ClassType;
  readonly description: string;
  /** The cost of the requests that the items cause. */
  readonly itemCost: FieldCost;
  readonly totalCount: { readonly description: string; readonly costs?: Costs };
}

/** The GraphQL types of the pages and edges of an entity, according to the Relay specification. */
export function connectionType<Item>({
  kind,
  item,
  description,
  itemCost,
  totalCount,
}: ConnectionOptions): new (page: Page<Item>) => Connection<Item> {
  const word = kind.toLowerCase();
  const article = /^[aeiou]/.test(word) ? 'An' : 'A';

  @ScopeOf(kind)
  @ObjectType(`${kind}Edge`, { description: `${article} ${word} in a connection.` })
  class Edge {
    constructor(
      private readonly item: Item,
      private readonly cursorOf: (item: Item) => string,
    ) {}

    @Field(() => String, { description: `The ${word}’s position, for \`after\`.` })
    get cursor(): string {
      return this.cursorOf(this.item);
    }

    @Field(item, { description: `The ${word}.` })
    get node(): Item {
      return this.item;
    }
  }

  @ScopeOf(kind)
  @ObjectType(`${kind}Connection`, { description })
  class PageOfEdges {
    private info: PageInfo | undefined;

    constructor(private readonly page: Page<Item>) {}

    @Costs({ charge: itemCost })
    @Field(() => [Edge], { description: `The ${word}s with their cursors.` })
    get edges(): readonly Edge[] {
      const { items, cursorOf } = this.page;
      return items.map((each) => new Edge(each, cursorOf));
    }

    @Costs({ charge: itemCost })
    @Field(() => [item()], { description: `The ${word}s.` })
    get nodes(): readonly Item[] {
      return this.page.items;
    }

    @Field(() => PageInfo, { description: 'The position of this page.' })
    get pageInfo(): PageInfo {
      const { after, hasMore } = this.page;
      // Aliases share it, because they request `hasNextPage` concurrently.
      this.info ??= new PageInfo(() => this.edges, after, hasMore);
      return this.info;
    }

    @Costs(totalCount.costs ?? {})
    @Field(() => Int, { nullable: true, description: totalCount.description })
    totalCount(): number | null | Promise<number | null> {
      return this.page.count();
    }
  }

  return PageOfEdges;
}

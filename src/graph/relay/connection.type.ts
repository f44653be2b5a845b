import { type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { ScopeOf } from '../authorization/requires-scope.js';
import { Costs } from '../cost/costs.js';
import type { FieldCost } from '../cost/field-cost.js';
import { totalCount as countOfPage } from '../cost/range-costs.js';
import type { Entity } from './node.type.js';
import { Nullable } from '../schema/fields.js';

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
class PageInfo<Item> {
  private hasMore: boolean | Promise<boolean> | undefined;

  constructor(private readonly page: Page<Item>) {}

  @Nullable(() => String, 'The first edge’s cursor; null on an empty page.')
  get startCursor(): string | null {
    return this.cursorAt(0);
  }

  @Nullable(() => String, 'The last edge’s cursor, for `after`; null on an empty page.')
  get endCursor(): string | null {
    return this.cursorAt(-1);
  }

  @Field(() => Boolean, { description: 'Whether an earlier page exists: true if `after` was given.' })
  get hasPreviousPage(): boolean {
    return typeof this.page.after === 'string';
  }

  @Field(() => Boolean, { description: 'Whether there are more edges after the last one.' })
  hasNextPage(): boolean | Promise<boolean> {
    this.hasMore ??= this.page.hasMore();
    return this.hasMore;
  }

  private cursorAt(index: number): string | null {
    const item = this.page.items.at(index);
    return item === undefined ? null : this.page.cursorOf(item);
  }
}

/** A page of a list. `totalCount`: of the whole list; null if it isn't known. */
export interface Connection<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: PageInfo<Item>;
  totalCount(): number | null | Promise<number | null>;
}

export interface ConnectionOptions {
  /** Names the types: `CallConnection` and `CallEdge` for `Call`. */
  readonly kind: Entity['kind'];
  readonly item: ClassType;
  readonly description: string;
  /** The description of the number of items on all pages. */
  readonly totalCount: string;
  /** The cost of the requests that the items cause. */
  readonly itemCost: FieldCost;
}

/** The GraphQL types of the pages and edges of an entity, according to the Relay specification. */
export function connectionType<Item>({
  kind,
  item,
  description,
  totalCount,
  itemCost,
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

    @Field(() => item, { description: `The ${word}.` })
    get node(): Item {
      return this.item;
    }
  }

  @ScopeOf(kind)
  @ObjectType(`${kind}Connection`, { description })
  class PageOfEdges {
    private info: PageInfo<Item> | undefined;

    constructor(private readonly page: Page<Item>) {}

    @Costs({ charge: itemCost, isCounted: true })
    @Field(() => [Edge], { description: `The ${word}s with their cursors.` })
    get edges(): readonly Edge[] {
      const { items, cursorOf } = this.page;
      return items.map((each) => new Edge(each, cursorOf));
    }

    @Costs({ charge: itemCost, isCounted: true })
    @Field(() => [item], { description: `The ${word}s.` })
    get nodes(): readonly Item[] {
      return this.page.items;
    }

    @Field(() => PageInfo, { description: 'The position of this page.' })
    get pageInfo(): PageInfo<Item> {
      // Aliases share it, because they request `hasNextPage` concurrently.
      this.info ??= new PageInfo(this.page);
      return this.info;
    }

    @Costs({ charge: countOfPage })
    @Nullable(() => Int, totalCount)
    totalCount(): number | null | Promise<number | null> {
      return this.page.count();
    }
  }

  return PageOfEdges;
}

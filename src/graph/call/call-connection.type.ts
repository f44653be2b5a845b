import { Field, Int, ObjectType } from 'type-graphql';
import type { Call } from '../../domain/call.js';
import { ScopeOf } from '../authorization/requires-scope.js';
import { PageInfo } from '../relay/page-info.type.js';
import { CallType } from './call.type.js';

type CursorOf = (call: Call) => string;

@ScopeOf('Call')
@ObjectType({ simpleResolvers: true, description: 'A call in a connection.' })
export class CallEdge {
  constructor(
    private readonly call: Call,
    private readonly cursorOf: CursorOf,
  ) {}

  @Field(() => String, { description: 'The call’s position, for `after`.' })
  get cursor(): string {
    return this.cursorOf(this.call);
  }

  @Field(() => CallType, { description: 'The call.' })
  get node(): Call {
    return this.call;
  }
}

@ScopeOf('Call')
@ObjectType({ simpleResolvers: true, description: 'A page of the calls of a range.' })
export class CallConnection {
  constructor(
    private readonly page: readonly Call[],
    private readonly cursorOf: CursorOf,
    private readonly after: string | null | undefined,
    private readonly more: () => Promise<boolean>,
    private readonly count: () => Promise<number | null>,
  ) {}

  @Field(() => [CallEdge], { description: 'The calls with their cursors.' })
  get edges(): readonly CallEdge[] {
    return this.page.map((call) => new CallEdge(call, this.cursorOf));
  }

  @Field(() => [CallType], { description: 'The calls.' })
  get nodes(): readonly Call[] {
    return this.page;
  }

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  get pageInfo(): PageInfo {
    return new PageInfo(() => this.edges, this.after, this.more);
  }

  @Field(() => Int, {
    nullable: true,
    description:
      'Calls that match, over the whole range; null where it can’t be known, as with a filter over a range of more than 20,000 calls.',
  })
  totalCount(): Promise<number | null> {
    return this.count();
  }
}

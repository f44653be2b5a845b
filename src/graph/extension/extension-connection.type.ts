import { Field, Int, ObjectType } from 'type-graphql';
import type { Extension } from '../../domain/extension.js';
import { ScopeOf } from '../authorization/requires-scope.js';
import { PageInfo } from '../relay/page-info.type.js';
import { ExtensionType } from './extension.type.js';

type CursorOf = (extension: Extension) => string;

@ScopeOf('Extension')
@ObjectType({ simpleResolvers: true, description: 'An extension in a connection.' })
export class ExtensionEdge {
  constructor(
    private readonly extension: Extension,
    private readonly cursorOf: CursorOf,
  ) {}

  @Field(() => String, { description: 'The extension’s position, for `after`.' })
  get cursor(): string {
    return this.cursorOf(this.extension);
  }

  @Field(() => ExtensionType, { description: 'The extension.' })
  get node(): Extension {
    return this.extension;
  }
}

@ScopeOf('Extension')
@ObjectType({ simpleResolvers: true, description: 'A page of extensions, ordered by name, then SIP.' })
export class ExtensionConnection {
  constructor(
    private readonly page: readonly Extension[],
    private readonly cursorOf: CursorOf,
    private readonly after: string | null | undefined,
    private readonly hasMore: boolean,
    private readonly matches: number,
  ) {}

  @Field(() => [ExtensionEdge], { description: 'The extensions with their cursors.' })
  get edges(): readonly ExtensionEdge[] {
    return this.page.map((extension) => new ExtensionEdge(extension, this.cursorOf));
  }

  @Field(() => [ExtensionType], { description: 'The extensions.' })
  get nodes(): readonly Extension[] {
    return this.page;
  }

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  get pageInfo(): PageInfo {
    return new PageInfo(
      () => this.edges,
      this.after,
      () => this.hasMore,
    );
  }

  @Field(() => Int, { nullable: true, description: 'Extensions that match, on all pages.' })
  get totalCount(): number {
    return this.matches;
  }
}

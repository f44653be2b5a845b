import { Field, Int, ObjectType } from 'type-graphql';
import type { Extension } from '../../domain/extension.js';
import { ScopeOf } from '../authorization/requires-scope.js';
import type { GraphContext } from '../loading/context.js';
import { decodeCursor, encodeCursor } from '../relay/cursor.js';
import { PageInfo } from '../relay/page-info.type.js';
import { DEFAULT_PAGE } from '../relay/page.js';
import type { ExtensionPageArgs } from './extension.args.js';
import { compareExtensions } from '../../domain/extension-directory.js';
import { ExtensionType } from './extension.type.js';

/** Names the order, so that a cursor of another one, such as that of the first release, isn't taken for one of this. */
const ORDER = 'extensions by name';

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

/**
 * A page of a workspace's extensions, of those that match `search` where it is given; null where the
 * workspace has no Voicenter account. BAD_USER_INPUT for another list's cursor.
 */
export async function extensionPage(
  workspace: string,
  { loaders, caller }: Pick<GraphContext, 'loaders' | 'caller'>,
  args: ExtensionPageArgs,
  search?: string | null,
): Promise<ExtensionConnection | null> {
  const list = [ORDER, workspace];
  const after = typeof args.after === 'string' ? decodeCursor(args.after, list, isPosition) : null;
  const directory = await loaders.extensionsByWorkspace.load(workspace);
  if (directory === null) return null;
  const matches = directory.search(search ?? '', caller.seesPersonalData);
  const position = after && { name: after[0], sip: after[1] };
  const rest = position ? matches.filter((extension) => compareExtensions(extension, position) > 0) : matches;
  const nodes = rest.slice(0, args.first ?? DEFAULT_PAGE);
  const cursorOf = ({ name, sip }: Extension) => encodeCursor(list, [name, sip]);
  return new ExtensionConnection(nodes, cursorOf, args.after, rest.length > nodes.length, matches.length);
}

function isPosition(parts: readonly unknown[]): parts is [name: string, sip: string] {
  return parts.length === 2 && parts.every((part) => typeof part === 'string');
}

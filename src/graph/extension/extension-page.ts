import type { Extension } from '../../domain/extension.js';
import { compareExtensions } from '../../domain/extension-directory.js';
import type { GraphContext } from '../loading/context.js';
import { decodeCursor, encodeCursor } from '../relay/cursor.js';
import { DEFAULT_PAGE } from '../input/page-size.js';
import { ExtensionConnection } from './extension.type.js';
import type { ExtensionPageArgs } from './extension.args.js';

/** The name of the order in cursors, so that cursors of another order, such as the first release's, are rejected. */
const ORDER = 'extensions by name';

/**
 * A page of a workspace's extensions, limited to those that match `search` if it is given; null if the
 * workspace has no Voicenter account. BAD_USER_INPUT for another list's cursor.
 */
export async function extensionPage(
  workspace: string,
  { loaders, caller }: Pick<GraphContext, 'loaders' | 'caller'>,
  args: ExtensionPageArgs,
  search?: string | null,
): Promise<ExtensionConnection | null> {
  const list = [ORDER, workspace];
  const after = decodeCursor(args.after, list, isPosition, 'workspace');
  const directory = await loaders(workspace).extensions.load();
  if (directory === null) return null;
  const matches = directory.search(search ?? '', caller.seesPersonalData);
  const position = after && { name: after[0], sip: after[1] };
  const rest = position ? matches.filter((extension) => compareExtensions(extension, position) > 0) : matches;
  const nodes = rest.slice(0, args.first ?? DEFAULT_PAGE);
  const cursorOf = ({ name, sip }: Extension) => encodeCursor(list, [name, sip]);
  return new ExtensionConnection({
    items: nodes,
    cursorOf,
    after: args.after,
    hasMore: () => rest.length > nodes.length,
    count: () => matches.length,
  });
}

function isPosition(parts: readonly unknown[]): parts is [name: string, sip: string] {
  return parts.length === 2 && parts.every((part) => typeof part === 'string');
}

import type { Call } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import { asUuid } from '../../domain/uuid.js';
import { requireScopeOf } from '../authorization/requires-scope.js';
import { badUserInput } from '../bad-user-input.js';
import type { GraphContext } from '../context.js';
import { decodeGlobalId } from '../global-id.js';
import { loadEntity } from '../load-entity.js';
import type { Entity } from '../node.type.js';

/** An entity as a gateway names it: the type and the fields of one of its keys. */
export type Representation = Readonly<Record<string, unknown>>;

type ReferenceResolver = (key: string, context: GraphContext) => Promise<Entity | null>;

interface Key {
  readonly kind: Entity['kind'];
  /** The key besides `id`, with what resolves it. */
  readonly other: readonly [field: string, resolve: ReferenceResolver] | null;
}

const KEYS: ReadonlyMap<unknown, Key> = new Map([
  ['Extension', { kind: 'Extension', other: ['sip', extensionBySip] }],
  ['Client', { kind: 'Client', other: ['clientId', clientByClientId] }],
  ['Call', { kind: 'Call', other: ['uuid', callByUuid] }],
  ['Note', { kind: 'Note', other: null }],
]);

/**
 * The entity that a representation stands for; null where there is none that the caller may see.
 * FORBIDDEN without the type's scope, BAD_USER_INPUT for a type that is no entity of this graph and where no key is given.
 */
export async function resolveRepresentation(
  representation: Representation,
  context: GraphContext,
): Promise<Entity | null> {
  const { __typename: type, id } = representation;
  const key = KEYS.get(type);
  if (key === undefined)
    throw badUserInput('representations', `__typename must be one of: ${[...KEYS.keys()].join(', ')}`);
  const { kind, other } = key;
  requireScopeOf(kind, context.caller);
  if (typeof id === 'string') {
    const globalId = decodeGlobalId(id);
    return globalId?.type === kind ? loadEntity(globalId, context) : null;
  }
  const value = other === null ? undefined : representation[other[0]];
  if (other !== null && typeof value === 'string') return other[1](value, context);
  const fields = other === null ? 'id' : `id or ${other[0]}`;
  throw badUserInput('representations', `${kind} needs its ${fields}, as text`);
}

/** The one extension with this SIP in the caller's workspaces. */
function extensionBySip(sip: string, context: GraphContext): Promise<Extension | null> {
  const { extensionsByWorkspace } = context.loaders;
  return inOneWorkspace(context, async (id) => (await extensionsByWorkspace.load(id))?.bySip(sip) ?? null);
}

/** The one client of this number in the caller's workspaces. */
function clientByClientId(clientId: string, context: GraphContext): Promise<Client | null> {
  return inOneWorkspace(context, async (id) => {
    const client = await context.loaders.clientByWorkspace.load(id);
    return client?.clientId === clientId ? client : null;
  });
}

/** The call of this uuid in the caller's workspaces, where it was seen lately or has notes. */
async function callByUuid(key: string, context: GraphContext): Promise<Call | null> {
  const uuid = asUuid(key);
  if (uuid === null) return null;
  return inOneWorkspace(context, async (workspace) => context.loaders.callByUuid.load({ workspace, uuid }));
}

/**
 * What exactly one of the caller's workspaces has; null where none or several have it.
 * A workspace whose provider fails counts only where no other one has it: then its error is thrown.
 */
async function inOneWorkspace<T>(
  { workspaces }: GraphContext,
  find: (workspace: string) => Promise<T | null>,
): Promise<T | null> {
  const settled = await Promise.allSettled(workspaces.keys().map(find));
  const found = settled.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== null ? [result.value] : [],
  );
  const [only, ...others] = found;
  if (only !== undefined) return others.length === 0 ? only : null;
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return null;
}

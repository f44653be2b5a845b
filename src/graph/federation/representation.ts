import { CallNotLocatedError } from '../../domain/call-not-located.js';
import { asUuid } from '../../domain/uuid.js';
import { requireScopeOf } from '../authorization/requires-scope.js';
import { badUserInput } from '../input/bad-user-input.js';
import type { GraphContext } from '../loading/context.js';
import { decodeGlobalId } from '../relay/global-id.js';
import { atMostCharacters, MAX_KEY } from '../input/length-bounds.js';
import { loadEntity } from '../relay/load-entity.js';
import type { Entity } from '../relay/node.type.js';
import { asError, valuesOrErrors } from '../schema/values-or-errors.js';
import {
  ENTITY_KEYS,
  isEntityType,
  keyText,
  overlongKeyField,
  readEntityKey,
  type EntityKey,
} from './entity-key.js';

/** An entity as a gateway names it: its type and the fields of one of its keys. */
export type Representation = Readonly<Record<string, unknown>>;

/**
 * The entities of representations, as `valuesOrErrors` reports them, each as in `resolveRepresentation`: once for all with
 * the same key, because gateways may name an entity many times, and the stack traces of errors are expensive.
 */
export function resolveRepresentations(
  representations: readonly Representation[],
  context: GraphContext,
): Promise<readonly (Entity | Error | null)[]> {
  const found = new Map<string, Promise<Entity | null>>();
  const entities = representations.map((representation) => {
    const key = keyText(representation);
    const entity = found.get(key) ?? resolveRepresentation(representation, context);
    found.set(key, entity);
    return entity;
  });
  return valuesOrErrors(entities, context.scope);
}

/**
 * The entity of a representation; null if there is none that the caller may see. FORBIDDEN without the type's scope,
 * BAD_USER_INPUT if the type isn't an entity of this graph or the key is missing or too long, CALL_NOT_LOCATED if a
 * call can't be located by its uuid alone.
 */
async function resolveRepresentation(
  representation: Representation,
  context: GraphContext,
): Promise<Entity | null> {
  const key = keyOf(representation, context);
  if ('id' in key) {
    const globalId = decodeGlobalId(key.id);
    return globalId?.kind === key.kind ? loadEntity(globalId, context) : null;
  }
  return entityOf(key, context);
}

type KeyWithoutId = Exclude<EntityKey, { readonly id: string }>;

/**
 * The entity with this key in the caller's workspaces; a call without its start only if it was seen recently, has notes,
 * or is archived.
 */
async function entityOf(key: KeyWithoutId, context: GraphContext): Promise<Entity | null> {
  if (key.kind !== 'Call') {
    return inOneWorkspace(context, (workspace) => loadEntity({ ...key, workspace }, context));
  }
  const { startedAt } = key;
  const uuid = asUuid(key.uuid);
  if (uuid === null) return null;
  const find = async (workspace: string) => {
    const { callAt, callByUuid } = context.loaders(workspace);
    return startedAt === null ? callByUuid.load(uuid) : callAt({ uuid, startedAt });
  };
  return inOneWorkspace(context, find, { isUnique: true });
}

/** The key of a representation whose type the caller may see; throws the errors of `resolveRepresentation`. */
function keyOf(representation: Representation, context: GraphContext): EntityKey {
  const { __typename: type } = representation;
  if (!isEntityType(type)) {
    const types = Object.keys(ENTITY_KEYS).join(', ');
    throw badUserInput('representations', `__typename must be one of: ${types}`);
  }
  requireScopeOf(type, context.caller);
  const overlong = overlongKeyField(representation);
  if (overlong !== undefined) {
    throw badUserInput('representations', `${type}.${overlong} ${atMostCharacters(MAX_KEY)}`);
  }
  const key = readEntityKey(representation);
  if (key === null) throw badUserInput('representations', `${type} needs a valid ${ENTITY_KEYS[type]}`);
  return key;
}

/**
 * The entity that exactly one of the caller's workspaces has; null if none or several have one. If a workspace fails, it
 * may have one too. Its error is thrown unless several were found, or one was found and `isUnique` means that no other
 * workspace can have the key. A provider's error takes precedence over CallNotLocatedError.
 */
async function inOneWorkspace(
  { workspaces }: GraphContext,
  find: (workspace: string) => Promise<Entity | null>,
  { isUnique = false } = {},
): Promise<Entity | null> {
  const results = await Promise.allSettled(workspaces.keys().map(find));
  const found = results.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== null ? [result.value] : [],
  );
  const [only = null, ...others] = found;
  if (others.length > 0) return null;
  if (only !== null && isUnique) return only;
  const failures = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => asError(reason));
  const failure = failures.find((error) => !(error instanceof CallNotLocatedError)) ?? failures[0];
  if (failure !== undefined) throw failure;
  return only;
}

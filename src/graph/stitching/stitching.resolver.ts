import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, ID, Info, Query, Resolver } from 'type-graphql';
import { CallType } from '../call/call.type.js';
import { ClientObjectType } from '../client/client.type.js';
import type { GraphContext } from '../loading/context.js';
import { ExtensionType } from '../extension/extension.type.js';
import { resolveRepresentations } from '../federation/representation.js';
import type { Entity } from '../relay/node.type.js';
import { NoteType } from '../note/note.type.js';
import { printedOnce } from '../schema/printed-once.js';
import { stitchingSdl } from './stitching-sdl.js';
import { Costs } from '../cost/costs.js';
import { byGlobalIds, byKeys } from '../cost/field-costs.js';

const sdlOf = printedOnce(stitchingSdl);

const BY_KEY =
  'For a stitched gateway: the entities with these keys, in the order of the keys; null if there is none, or more than one.';

const NOT_LOCATED = 'A call that can’t be located by its uuid is an error: CALL_NOT_LOCATED.';

function entitiesByKey(
  type: Entity['kind'],
  field: string,
  keys: readonly string[],
  context: GraphContext,
): Promise<readonly (Entity | Error | null)[]> {
  const representations = keys.map((key) => ({ __typename: type, [field]: key }));
  return resolveRepresentations(representations, context);
}

/** The fields through which a stitched gateway merges types, in one batch per key. */
@Resolver()
export class StitchingResolver {
  @Directive('@merge(keyField: "id")')
  @Costs({ charge: byGlobalIds })
  @Query(() => [ExtensionType], { nullable: 'items', description: BY_KEY })
  _extensionsById(
    @Arg('ids', () => [ID], { description: 'Global ids of extensions.' }) ids: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return entitiesByKey('Extension', 'id', ids, context);
  }

  @Directive('@merge(keyField: "sip")')
  @Costs({ charge: byKeys('Extension', 'sip') })
  @Query(() => [ExtensionType], { nullable: 'items', description: BY_KEY })
  _extensionsBySip(
    @Arg('sips', () => [ID], { description: 'SIP users.' }) sips: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return entitiesByKey('Extension', 'sip', sips, context);
  }

  @Directive('@merge(keyField: "id")')
  @Costs({ charge: byGlobalIds })
  @Query(() => [ClientObjectType], { nullable: 'items', description: BY_KEY })
  _clientsById(
    @Arg('ids', () => [ID], { description: 'Global ids of clients.' }) ids: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return entitiesByKey('Client', 'id', ids, context);
  }

  @Directive('@merge(keyField: "clientId")')
  @Costs({ charge: byKeys('Client', 'clientId') })
  @Query(() => [ClientObjectType], { nullable: 'items', description: BY_KEY })
  _clientsByClientId(
    @Arg('clientIds', () => [ID], { description: 'RingMe’s ids.' }) clientIds: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return entitiesByKey('Client', 'clientId', clientIds, context);
  }

  @Directive('@merge(keyField: "id")')
  @Costs({ charge: byGlobalIds })
  @Query(() => [CallType], { nullable: 'items', description: BY_KEY })
  _callsById(
    @Arg('ids', () => [ID], { description: 'Global ids of calls.' }) ids: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return entitiesByKey('Call', 'id', ids, context);
  }

  @Directive('@merge(keyField: "uuid")')
  @Costs({ charge: byKeys('Call', 'uuid') })
  @Query(() => [CallType], { nullable: 'items', description: `${BY_KEY} ${NOT_LOCATED}` })
  _callsByUuid(
    @Arg('uuids', () => [ID], { description: 'The call history’s uuids.' }) uuids: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return entitiesByKey('Call', 'uuid', uuids, context);
  }

  @Directive('@merge(keyField: "id")')
  @Costs({ charge: byGlobalIds })
  @Query(() => [NoteType], { nullable: 'items', description: BY_KEY })
  _notesById(
    @Arg('ids', () => [ID], { description: 'Global ids of notes.' }) ids: readonly string[],
    @Ctx() context: GraphContext,
  ): Promise<readonly (Entity | Error | null)[]> {
    return entitiesByKey('Note', 'id', ids, context);
  }

  @Costs({ weight: 2000 })
  @Query(() => String, { description: 'This service’s schema with the directives for a stitched gateway.' })
  _sdl(@Info() { schema }: GraphQLResolveInfo): string {
    return sdlOf(schema);
  }
}

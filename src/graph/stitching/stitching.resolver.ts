import type { GraphQLResolveInfo } from 'graphql';
import { Arg, type ClassType, Ctx, Directive, ID, Info, Query, Resolver } from 'type-graphql';
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
import { byKeys } from '../cost/entity-costs.js';

const sdlOf = printedOnce(stitchingSdl);

const BY_KEY =
  'For a stitched gateway: the entities with these keys, in the order of the keys; null if there is none, or more than one.';

const NOT_LOCATED = 'A call that can’t be located by its uuid is an error: CALL_NOT_LOCATED.';

const TYPES = { Extension: ExtensionType, Client: ClientObjectType, Call: CallType, Note: NoteType };

/**
 * A field through which a stitched gateway merges a type by one of its keys, in one batch. `keys`: the description of
 * its argument.
 */
function entryPoint(
  name: string,
  kind: Entity['kind'],
  key: string,
  keys: string,
  description = BY_KEY,
): ClassType {
  @Resolver()
  class EntryPoint {
    @Directive(`@merge(keyField: "${key}")`)
    @Costs({ charge: byKeys(kind, key) })
    @Query(() => [TYPES[kind]], { name, nullable: 'items', description })
    entities(
      @Arg(`${key}s`, () => [ID], { description: keys }) values: readonly string[],
      @Ctx() context: GraphContext,
    ): Promise<readonly (Entity | Error | null)[]> {
      const representations = values.map((value) => ({ __typename: kind, [key]: value }));
      return resolveRepresentations(representations, context);
    }
  }
  return EntryPoint;
}

@Resolver()
class SdlResolver {
  @Costs({ weight: 2000 })
  @Query(() => String, { description: 'This service’s schema with the directives for a stitched gateway.' })
  _sdl(@Info() { schema }: GraphQLResolveInfo): string {
    return sdlOf(schema);
  }
}

/** The fields for gateways that stitch schemas. */
export const STITCHING_RESOLVERS: readonly ClassType[] = [
  SdlResolver,
  entryPoint('_extensionsById', 'Extension', 'id', 'Global ids of extensions.'),
  entryPoint('_extensionsBySip', 'Extension', 'sip', 'SIP users.'),
  entryPoint('_clientsById', 'Client', 'id', 'Global ids of clients.'),
  entryPoint('_clientsByClientId', 'Client', 'clientId', 'RingMe’s ids.'),
  entryPoint('_callsById', 'Call', 'id', 'Global ids of calls.'),
  entryPoint('_callsByUuid', 'Call', 'uuid', 'The call history’s uuids.', `${BY_KEY} ${NOT_LOCATED}`),
  entryPoint('_notesById', 'Note', 'id', 'Global ids of notes.'),
];

import type { ApolloServerPlugin } from '@apollo/server';
import type { MergedTypeConfig, SubschemaConfig } from '@graphql-tools/delegate';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { stitchSchemas } from '@graphql-tools/stitch';
import { stitchingDirectives } from '@graphql-tools/stitching-directives';
import { filterSchema } from '@graphql-tools/utils';
import { schemaFromExecutor } from '@graphql-tools/wrap';
import { buildSchema } from 'graphql';
import { withoutConditionalFields } from '../../ops/gateway/gateway.config.ts';
import { responseAgesPlugin, switchboardExecutor } from './response-ages.ts';
import { readSdl } from './sdl.ts';
import { serveSchema, type Service } from './service.ts';

/** A subgraph that supports only federation: its address, and the key of each type that it shares. */
export interface FederatedSubgraph {
  readonly url: string;
  readonly keys: Readonly<Record<string, string>>;
}

const { stitchingDirectivesTransformer } = stitchingDirectives();

/** See `withoutConditionalFields`. */
const conditionalKeysPlugin: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation(operation) {
        Object.assign(operation, { document: withoutConditionalFields(operation.document) });
        return Promise.resolve();
      },
    }),
};

/** Combines Switchboard, which declares in `_sdl` how its types merge, with subgraphs for which `keys` declares it. */
export async function startStitchedGateway(
  switchboard: string,
  subgraphs: readonly FederatedSubgraph[],
  port: number,
): Promise<Service> {
  // If several have a root field, such as `node`, the last one's is used.
  const subschemas = await Promise.all([...subgraphs.map(byKeys), byStitchingSdl(switchboard, subgraphs)]);
  const schema = stitchSchemas({ subschemas });
  const isPublic = (_: unknown, field: string | undefined) => field?.startsWith('_') !== true;
  const publicSchema = filterSchema({ schema, rootFieldFilter: isPublic });
  return serveSchema(publicSchema, port, [responseAgesPlugin, conditionalKeysPlugin]);
}

async function byStitchingSdl(
  endpoint: string,
  others: readonly FederatedSubgraph[],
): Promise<SubschemaConfig> {
  const schema = buildSchema(await readSdl(endpoint, '_sdl'));
  const executor = switchboardExecutor(endpoint);
  const { merge, ...subschema } = stitchingDirectivesTransformer({ schema, executor, batch: true });
  const named = others.flatMap(({ keys }) => Object.entries(keys)).filter(([type]) => schema.getType(type));
  return { ...subschema, merge: { ...Object.fromEntries(named.map(asItCame)), ...merge } };
}

/**
 * A type of another service that this one names but can't look up. The gateway copies this service for each key of an
 * entity, and requests what a type without an entry point lacks from another copy: this one has an entry point in both.
 */
function asItCame([type, key]: readonly [string, string]): readonly [string, MergedTypeConfig] {
  const entryPoint = { selectionSet: `{ ${key} }`, resolve: (object: unknown) => object };
  return [type, { entryPoints: [entryPoint, entryPoint] }];
}

async function byKeys({ url, keys }: FederatedSubgraph): Promise<SubschemaConfig> {
  // The gateway doesn't see this directive, and would request the fields here, which returns null for them.
  if (/@external\b(?!")/.test(await readSdl(url, '_service'))) {
    throw new Error(`${url} has @external fields, which can't be stitched.`);
  }
  const executor = buildHTTPExecutor({ endpoint: url });
  const merge = Object.entries(keys).map(([type, key]) => [type, entitiesByKey(type, key)] as const);
  return {
    schema: await schemaFromExecutor(executor),
    executor,
    batch: true,
    merge: Object.fromEntries(merge),
  };
}

/** Requests all entities of a type with one `_entities`. */
function entitiesByKey(type: string, field: string): MergedTypeConfig {
  return {
    selectionSet: `{ ${field} }`,
    fieldName: '_entities',
    key: (entity: Readonly<Record<string, unknown>>) => ({ __typename: type, [field]: entity[field] }),
    argsFromKeys: (representations) => ({ representations }),
  };
}

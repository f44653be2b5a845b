import type { MergedTypeConfig, SubschemaConfig } from '@graphql-tools/delegate';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { stitchSchemas } from '@graphql-tools/stitch';
import { stitchingDirectives } from '@graphql-tools/stitching-directives';
import { filterSchema } from '@graphql-tools/utils';
import { schemaFromExecutor } from '@graphql-tools/wrap';
import { buildSchema } from 'graphql';
import { answerAgesPlugin, switchboardExecutor } from './answer-ages.ts';
import { readSdl } from './sdl.ts';
import { serveSchema, type Service } from './service.ts';

/** A subgraph that speaks federation only: where it is, and the key of each type that it shares. */
export interface FederatedSubgraph {
  readonly url: string;
  readonly keys: Readonly<Record<string, string>>;
}

const { stitchingDirectivesTransformer } = stitchingDirectives();

/** One graph of Switchboard, which tells in `_sdl` how its types merge, and of subgraphs for which `keys` tells it. */
export async function startStitchedGateway(
  switchboard: string,
  subgraphs: readonly FederatedSubgraph[],
  port: number,
): Promise<Service> {
  // Of a root field that several have, such as `node`, the last one's answers.
  const subschemas = await Promise.all([...subgraphs.map(byKeys), byStitchingSdl(switchboard, subgraphs)]);
  const schema = stitchSchemas({ subschemas });
  const isPublic = (_: unknown, field: string | undefined) => field?.startsWith('_') !== true;
  return serveSchema(filterSchema({ schema, rootFieldFilter: isPublic }), port, [answerAgesPlugin]);
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
 * A type of another service that this one names without being able to find one. Calls have two entry points, and the
 * gateway would ask the second one for the fields that the first one's contacts lack.
 */
function asItCame([type, key]: readonly [string, string]): readonly [string, MergedTypeConfig] {
  return [type, { selectionSet: `{ ${key} }`, resolve: (object: unknown) => object }];
}

async function byKeys({ url, keys }: FederatedSubgraph): Promise<SubschemaConfig> {
  const executor = buildHTTPExecutor({ endpoint: url });
  const merge = Object.entries(keys).map(([type, key]) => [type, entitiesByKey(type, key)] as const);
  return {
    schema: await schemaFromExecutor(executor),
    executor,
    batch: true,
    merge: Object.fromEntries(merge),
  };
}

/** All entities of a type in one `_entities`. */
function entitiesByKey(type: string, field: string): MergedTypeConfig {
  return {
    selectionSet: `{ ${field} }`,
    fieldName: '_entities',
    key: (entity: Readonly<Record<string, unknown>>) => ({ __typename: type, [field]: entity[field] }),
    argsFromKeys: (representations) => ({ representations }),
  };
}

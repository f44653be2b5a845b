import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PACKAGE_FOLDER } from '../../config/package-version.js';
import { isNamed } from '../negotiation/accepted-types.js';
import { readAssets, readBundle, type Asset } from './assets.js';
import { playgroundPage } from './page.js';
import { readSamples } from './samples.js';

/** Absolute paths of the folders with the playground's files. */
export interface PlaygroundFolders {
  /** The bundle of `npm run build`: `dist/playground`. */
  readonly assets: string;
  /** The documents of the tabs: `schema/operations`. */
  readonly operations: string;
}

const PLAYGROUND_FOLDERS: PlaygroundFolders = {
  assets: fileURLToPath(new URL('dist/playground', PACKAGE_FOLDER)),
  operations: fileURLToPath(new URL('schema/operations', PACKAGE_FOLDER)),
};

const ONE_YEAR = 'public, max-age=31536000, immutable';
const NOT_BUILT = 'The playground is not built: run `npm run build`.\n';

/**
 * Serves GraphiQL at `GET /`, for browsers also at `GET /graphql`, and its files below `/playground/`. If the
 * playground isn't built, the page is a 503 that says how to build it.
 */
export async function registerPlayground(
  fastify: FastifyInstance,
  folders = PLAYGROUND_FOLDERS,
): Promise<void> {
  const bundle = await readBundle(folders.assets);
  const page = bundle && playgroundPage(bundle, await readSamples(folders.operations));
  const assets = bundle ? await readAssets(folders.assets) : new Map<string, Asset>();

  fastify.get('/', (_request, reply) => sendPage(reply, page));
  fastify.addHook('onRequest', (request, reply, done) => {
    if (wantsPlayground(request)) sendPage(reply, page);
    else done();
  });
  fastify.get<{ Params: { name: string } }>('/playground/:name', async (request, reply) => {
    const asset = assets.get(request.params.name);
    if (asset !== undefined) return sendAsset(request, reply, asset);
    reply.callNotFound();
    return reply;
  });
}

/** Whether a browser opens `/graphql`, as opposed to a GraphQL client that sends a query. */
function wantsPlayground({ method, url, headers, query }: FastifyRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    (url === '/graphql' || url.startsWith('/graphql?')) &&
    isNamed('text/html', headers.accept ?? '') &&
    !(typeof query === 'object' && query !== null && 'query' in query)
  );
}

function sendPage(reply: FastifyReply, page: string | null): FastifyReply {
  reply.headers({ 'cache-control': 'no-cache', vary: 'accept' });
  return page === null
    ? reply.code(503).type('text/plain; charset=utf-8').send(NOT_BUILT)
    : reply.type('text/html; charset=utf-8').send(page);
}

async function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): Promise<FastifyReply> {
  const accepts = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  reply
    .type(asset.contentType)
    .headers({ 'cache-control': asset.hashed ? ONE_YEAR : 'no-cache', vary: 'accept-encoding' });
  if (asset.gzipped === null || !accepts) return reply.send(await asset.plain());
  return reply.header('content-encoding', 'gzip').send(asset.gzipped);
}

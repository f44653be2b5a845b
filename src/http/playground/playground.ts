import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PACKAGE_FOLDER } from '../../config/package-version.js';
import { record } from '../../json/decode.js';
import { isNamed } from '../negotiation/accepted-types.js';

/** The output of `npm run build:playground`. */
const FOLDER = fileURLToPath(new URL('dist/playground', PACKAGE_FOLDER));

/** One file of the page. */
interface Asset {
  readonly gzipped: Buffer;
  /** Its bytes, always in the same buffer, so that all unread responses share it. */
  readonly plain: () => Promise<Buffer>;
  readonly contentType: string;
  /** Whether the name changes with the content. */
  readonly hashed: boolean;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};
const ONE_YEAR = 'public, max-age=31536000, immutable';
const NOT_BUILT = 'The playground is not built: run `npm run build`.\n';

const decompress = promisify(gunzip);

/**
 * Serves GraphiQL at `GET /`, for browsers also at `GET /graphql`, and its files below `/playground/`. If the
 * playground isn't built, the page is a 503 that says how to build it.
 */
export async function registerPlayground(fastify: FastifyInstance, folder = FOLDER): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  const assets = page === null ? new Map<string, Asset>() : await readAssets(folder);

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

/** Reads the gzipped files of the folder that may be served, by name without `.gz`. */
async function readAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const stored of await readdir(folder)) {
    const name = basename(stored, '.gz');
    const contentType = CONTENT_TYPES[extname(name)];
    if (name === stored || contentType === undefined) continue;
    const gzipped = await readFile(join(folder, stored));
    const hashed = /-[0-9A-Z]{8}\.\w+$/.test(name);
    assets.set(name, { gzipped, plain: decompressed(gzipped), contentType, hashed });
  }
  return assets;
}

/** Decompresses on the first call: nearly every client accepts gzip. */
function decompressed(content: Buffer): () => Promise<Buffer> {
  let plain: Promise<Buffer> | null = null;
  return () => (plain ??= decompress(content));
}

/** Whether a browser opens `/graphql`, as opposed to a GraphQL client that sends a query. */
function wantsPlayground({ method, url, headers, query }: FastifyRequest): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    (url === '/graphql' || url.startsWith('/graphql?')) &&
    isNamed('text/html', headers.accept ?? '') &&
    !record(query)?.['query']
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
  if (!accepts) return reply.send(await asset.plain());
  return reply.header('content-encoding', 'gzip').send(asset.gzipped);
}

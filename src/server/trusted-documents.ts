import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { TrustedDocumentsMode } from '../config/settings.js';
import { record } from '../upstream/decode.js';
import { admitDocument, type DocumentRequest } from './admit-document.js';
import type { Manifest } from './trusted-manifest.js';

/**
 * Puts the manifest's text in the place of an identifier before anything else looks at a request of this route, and
 * refuses what `admitDocument` refuses.
 */
export function registerTrustedDocuments(
  fastify: FastifyInstance,
  route: string,
  manifest: Manifest,
  mode: TrustedDocumentsMode,
): void {
  fastify.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.url !== route) {
      done();
      return;
    }
    const admission = admitDocument(documentOf(request), manifest, mode);
    if (admission.kind === 'REFUSED') {
      const { status, code, message } = admission;
      void reply.code(status).send({ errors: [{ message, extensions: { code } }] });
      return;
    }
    if (admission.kind === 'TRUSTED') putText(request, admission.text);
    done();
  });
}

/** Under `log` one line for each operation that isn't of the manifest: its name and hash, not its text. */
export function logUntrusted(
  logger: Logger,
  manifest: Manifest,
  mode: TrustedDocumentsMode,
): ApolloServerPlugin {
  if (mode !== 'log') return {};
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ queryHash, operationName }) {
          if (!manifest.has(queryHash)) {
            logger.warn({ operation: operationName, sha256: queryHash }, 'untrusted document');
          }
          return Promise.resolve();
        },
      }),
  };
}

function documentOf(request: FastifyRequest): DocumentRequest {
  if (request.method === 'POST') return record(request.body) ?? {};
  const search = searchOf(request);
  const query = once(search, 'query');
  return { query, documentId: once(search, 'documentId'), extensions: parsed(once(search, 'extensions')) };
}

/** null where it isn't there; a list, which nothing accepts, where it comes more than once. */
function once(search: URLSearchParams, name: string): unknown {
  const values = search.getAll(name);
  return values.length > 1 ? values : (values[0] ?? null);
}

function parsed(json: unknown): unknown {
  try {
    return typeof json === 'string' ? JSON.parse(json) : null;
  } catch {
    return null;
  }
}

function putText(request: FastifyRequest, query: string): void {
  if (request.method === 'POST') {
    const body = record(request.body) ?? {};
    request.body = { ...without('documentId', body), extensions: unpersisted(body['extensions']), query };
    return;
  }
  const search = searchOf(request);
  search.set('extensions', JSON.stringify(unpersisted(parsed(once(search, 'extensions')))));
  search.delete('documentId');
  search.set('query', query);
  // Apollo reads the address, not what Fastify has made of it.
  request.raw.url = `${request.url.split('?')[0] ?? ''}?${search.toString()}`;
}

function unpersisted(extensions: unknown): Readonly<Record<string, unknown>> {
  return without('persistedQuery', record(extensions) ?? {});
}

function without(name: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

function searchOf({ url }: FastifyRequest): URLSearchParams {
  return new URLSearchParams(url.split('?').slice(1).join('?'));
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TrustedDocumentsMode } from '../../config/settings.js';
import { record } from '../../json/decode.js';
import { parametersOf } from '../request-parameters.js';
import { DocumentError, resolveDocument } from './resolve-document.js';
import type { Manifest } from './manifest.js';

/**
 * Replaces an identifier with the manifest's text before any handler reads a request. Rejects the requests that
 * `resolveDocument` rejects.
 */
export function registerTrustedDocuments(
  fastify: FastifyInstance,
  manifest: Manifest,
  mode: TrustedDocumentsMode,
): void {
  fastify.addHook('preHandler', (request, reply, done) => {
    const document = resolveDocument(parametersOf(request), manifest, mode);
    if (document instanceof DocumentError) {
      const { status, code, message } = document;
      void reply.code(status).send({ errors: [{ message, extensions: { code } }] });
      return;
    }
    if (document !== null) putText(request, document);
    done();
  });
}

function putText(request: FastifyRequest, query: string): void {
  const given = parametersOf(request);
  const extensions = without('persistedQuery', record(given['extensions']) ?? {});
  const parameters = { ...without('documentId', given), extensions, query };
  if (request.method === 'POST') request.body = parameters;
  else request.query = parameters;
}

function without(name: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

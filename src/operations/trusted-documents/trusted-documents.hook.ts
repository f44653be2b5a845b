import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TrustedDocumentsMode } from '../../config/settings.js';
import { record } from '../../json/decode.js';
import { resolveDocument, type DocumentRequest } from './resolve-document.js';
import type { Manifest } from './manifest.js';

/**
 * Replaces an identifier with the manifest's text before any handler reads a request. Rejects the requests that `resolveDocument` rejects.
 */
export function registerTrustedDocuments(
  fastify: FastifyInstance,
  manifest: Manifest,
  mode: TrustedDocumentsMode,
): void {
  fastify.addHook('preHandler', (request, reply, done) => {
    const admission = resolveDocument(documentOf(request), manifest, mode);
    if (admission.kind === 'REFUSED') {
      const { status, code, message } = admission;
      void reply.code(status).send({ errors: [{ message, extensions: { code } }] });
      return;
    }
    if (admission.kind === 'TRUSTED') putText(request, admission.text);
    done();
  });
}

function documentOf(request: FastifyRequest): DocumentRequest {
  if (request.method === 'POST') return record(request.body) ?? {};
  const { query, documentId, extensions } = record(request.query) ?? {};
  return { query, documentId, extensions: parsed(extensions) };
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
  const parameters = record(request.query) ?? {};
  const extensions = JSON.stringify(unpersisted(parsed(parameters['extensions'])));
  request.query = { ...without('documentId', parameters), extensions, query };
}

function unpersisted(extensions: unknown): Readonly<Record<string, unknown>> {
  return without('persistedQuery', record(extensions) ?? {});
}

function without(name: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

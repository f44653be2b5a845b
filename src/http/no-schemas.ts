/**
 * Keeps Fastify from loading its compilers of JSON schemas, which slow down the start; no route has a schema.
 */
export const NO_SCHEMAS = {
  compilersFactory: { buildValidator: refuse, buildSerializer: refuse },
};

function refuse(): never {
  throw new TypeError('Routes have no schemas.');
}

/** Keeps Fastify from loading its JSON schema compilers, which slow down the start. No route has a schema. */
export const NO_SCHEMAS = {
  compilersFactory: { buildValidator: refuse, buildSerializer: refuse },
};

function refuse(): never {
  throw new TypeError('Routes have no schemas.');
}

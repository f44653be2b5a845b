/** For Fastify: no route has a JSON schema, and loading the compilers of such would make every start longer. */
export const NO_SCHEMAS = {
  compilersFactory: { buildValidator: refuse, buildSerializer: refuse },
};

function refuse(): never {
  throw new TypeError('Routes have no schemas.');
}

import type { GraphQLSchema } from 'graphql';
import { printSdl, sdlDocument } from '../sdl-document.js';

const DIRECTIVES = ['key', 'shareable', 'tag', 'cost', 'listSize'];
const AUTHORIZATION = ['authenticated', 'requiresScopes'];

/** The newest version that the composition of Apollo and that of Cosmo both take. */
const VERSION = 'v2.14';

/**
 * The subgraph's schema for composition. The global `node` belongs to a single service, and so does its
 * interface: both are left out, so that the company graph may have its own. `authorization` tells routers which
 * scopes are needed; a server that doesn't ask who its callers are needs none.
 */
export function federatedSdl(
  schema: GraphQLSchema,
  { authorization }: { readonly authorization: boolean },
): string {
  const directives = authorization ? [...DIRECTIVES, ...AUTHORIZATION] : DIRECTIVES;
  const document = sdlDocument(schema, {
    omit: (name) => name.startsWith('_') || ['Node', 'node', 'nodes'].includes(name),
    directives: [...directives, 'deprecated', 'specifiedBy'],
  });
  return printSdl(document, linkOf(directives));
}

function linkOf(directives: readonly string[]): string {
  const imports = directives.map((name) => `"@${name}"`).join(', ');
  return `extend schema @link(
  url: "https://specs.apollo.dev/federation/${VERSION}"
  import: [${imports}]
)`;
}

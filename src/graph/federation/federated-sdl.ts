import type { GraphQLSchema } from 'graphql';
import { printSdl, sdlDocument } from '../sdl-document.js';

const DIRECTIVES = ['key', 'shareable', 'tag', 'cost', 'listSize'];

/** The newest version that the composition of Apollo and that of Cosmo both take. */
const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.14"
  import: [${DIRECTIVES.map((name) => `"@${name}"`).join(', ')}]
)`;

/**
 * The subgraph's schema for composition. The global `node` belongs to a single service, and so does its
 * interface: both are left out, so that the company graph may have its own.
 */
export function federatedSdl(schema: GraphQLSchema): string {
  const document = sdlDocument(schema, {
    omit: (name) => name.startsWith('_') || ['Node', 'node', 'nodes'].includes(name),
    directives: [...DIRECTIVES, 'deprecated', 'specifiedBy'],
  });
  return printSdl(document, LINK);
}

import type { GraphQLSchema } from 'graphql';
import { printSdl } from '../schema/sdl-document.js';

/** The lowest version of Federation that has all of these directives, so that older compositions accept the schema. */
const VERSION = 'v2.9';
const DIRECTIVES = ['key', 'shareable', 'tag', 'cost', 'listSize'];
const AUTHORIZATION = ['authenticated', 'requiresScopes'];

/**
 * The subgraph's schema for composition. Omits the `Node` interface and the fields `node` and `nodes`, so that the
 * company graph can have its own. `authorization` declares the required scopes to routers; without authentication, none
 * are required.
 */
export function federatedSdl(
  schema: GraphQLSchema,
  { authorization }: { readonly authorization: boolean },
): string {
  const directives = authorization ? [...DIRECTIVES, ...AUTHORIZATION] : DIRECTIVES;
  return printSdl(schema, {
    omit: (name) => name.startsWith('_') || ['Node', 'node', 'nodes'].includes(name),
    directives: [...directives, 'deprecated', 'specifiedBy'],
    definitions: linkOf(directives),
  });
}

function linkOf(directives: readonly string[]): string {
  const imports = directives.map((name) => `"@${name}"`).join(', ');
  return `extend schema @link(
  url: "https://specs.apollo.dev/federation/${VERSION}"
  import: [${imports}]
)`;
}

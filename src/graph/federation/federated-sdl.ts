import type { GraphQLSchema } from 'graphql';
import { printSdl, sdlDocument } from '../schema/sdl-document.js';

type FederationVersion = `2.${number}`;

/** The directives that the subgraph uses, each with the first Federation version that supports it. */
const DIRECTIVES: Readonly<Record<string, FederationVersion>> = {
  key: '2.0',
  shareable: '2.0',
  tag: '2.0',
  cost: '2.9',
  listSize: '2.9',
};
const AUTHORIZATION: Readonly<Record<string, FederationVersion>> = {
  authenticated: '2.5',
  requiresScopes: '2.5',
};

/**
 * The subgraph's schema for composition. Omits the `Node` interface and the fields `node` and `nodes`, so that the
 * company graph can have its own. `authorization` declares the required scopes to routers; without authentication, none
 * are required.
 */
export function federatedSdl(
  schema: GraphQLSchema,
  { authorization }: { readonly authorization: boolean },
): string {
  const directives = authorization ? { ...DIRECTIVES, ...AUTHORIZATION } : DIRECTIVES;
  const names = Object.keys(directives);
  const document = sdlDocument(schema, {
    omit: (name) => name.startsWith('_') || ['Node', 'node', 'nodes'].includes(name),
    directives: [...names, 'deprecated', 'specifiedBy'],
  });
  return printSdl(document, linkOf(names, lowestVersion(Object.values(directives))));
}

/** The lowest sufficient version of Federation, so that older compositions accept the schema. */
function lowestVersion(needed: readonly FederationVersion[]): string {
  return `v2.${Math.max(...needed.map((version) => Number(version.split('.')[1])))}`;
}

function linkOf(directives: readonly string[], version: string): string {
  const imports = directives.map((name) => `"@${name}"`).join(', ');
  return `extend schema @link(
  url: "https://specs.apollo.dev/federation/${version}"
  import: [${imports}]
)`;
}

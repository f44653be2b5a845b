import { composeServices } from '@apollo/composition';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse } from 'graphql';

/** The SDL of each subgraph, by the subgraph's name. */
export type Subgraphs = Readonly<Record<string, string>>;

/** What keeps these subgraphs from being one graph: empty where they compose. */
export type Compose = (subgraphs: Subgraphs) => readonly string[];

export const composers: readonly (readonly [name: string, compose: Compose])[] = [
  ['@apollo/composition', composeWithApollo],
  ['@wundergraph/composition', composeWithCosmo],
];

function composeWithApollo(subgraphs: Subgraphs): readonly string[] {
  const { errors = [] } = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: urlOf(name), typeDefs: parse(sdl) })),
  );
  return errors.map(({ message }) => message);
}

function composeWithCosmo(subgraphs: Subgraphs): readonly string[] {
  const result = federateSubgraphs({
    subgraphs: Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: urlOf(name),
      definitions: parse(sdl),
    })),
    version: ROUTER_COMPATIBILITY_VERSION_ONE,
  });
  return result.success ? [] : result.errors.map(({ message }) => message);
}

function urlOf(name: string): string {
  return `http://${name}.example.com/graphql`;
}

import { composeServices } from '@apollo/composition';
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { composeServices as composeServices2x10 } from 'apollo-composition-2-10';
import { composeServices as composeServices2x11 } from 'apollo-composition-2-11';
import { composeServices as composeServices2x12 } from 'apollo-composition-2-12';
import { composeServices as composeServices2x13 } from 'apollo-composition-2-13';
import { composeServices as composeServices2x9 } from 'apollo-composition-2-9';
import { parse, type DocumentNode } from 'graphql';

/** The SDL of each subgraph, by name. */
export type Subgraphs = Readonly<Record<string, string>>;

/** The composition errors of these subgraphs; empty if they compose. */
export type Compose = (subgraphs: Subgraphs) => readonly string[];

/** The parts of the interface that all versions of Apollo's composition share. */
type ComposeServices = (
  services: { readonly name: string; readonly url: string; readonly typeDefs: DocumentNode }[],
) => { readonly errors?: readonly { readonly message: string }[] | undefined };

/** The oldest version that composes the schema, the newest version of each later minor release, and Cosmo's. */
export const composers: readonly (readonly [name: string, compose: Compose])[] = [
  ['@apollo/composition 2.9', withApollo(composeServices2x9)],
  ['@apollo/composition 2.10', withApollo(composeServices2x10)],
  ['@apollo/composition 2.11', withApollo(composeServices2x11)],
  ['@apollo/composition 2.12', withApollo(composeServices2x12)],
  ['@apollo/composition 2.13', withApollo(composeServices2x13)],
  ['@apollo/composition 2.14', withApollo(composeServices)],
  ['@wundergraph/composition', composeWithCosmo],
];

function withApollo(composeServicesOf: ComposeServices): Compose {
  return (subgraphs) => {
    const { errors = [] } = composeServicesOf(
      Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: urlOf(name), typeDefs: parse(sdl) })),
    );
    return errors.map(({ message }) => message);
  };
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

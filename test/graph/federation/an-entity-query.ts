import type { GraphQLAnswer, Switchboard } from '../../support/a-switchboard.js';

/** A representation as a gateway sends it; tests also send invalid ones. */
export type Representation = Readonly<Record<string, unknown>>;

type Entity = Readonly<Record<string, unknown>> | null;

const QUERY = `query Entities($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Extension { sip name }
    ... on Client { clientId }
    ... on Call { uuid }
    ... on Note { uuid text }
  }
}`;

/** Switchboard's response to an `_entities` query for a few fields of each entity. */
export async function entities(
  switchboard: Switchboard,
  representations: readonly Representation[],
): Promise<{ readonly found: readonly Entity[]; readonly errors: GraphQLAnswer<unknown>['errors'] }> {
  const { data, errors } = await switchboard.query<{ _entities: readonly Entity[] }>(QUERY, {
    representations,
  });
  return { found: data?._entities ?? [], errors };
}

/** The global ids of the nodes that a query finds. */
export async function idsOf(switchboard: Switchboard, connection: string): Promise<readonly string[]> {
  const { data } = await switchboard.query<{ connection: { nodes: readonly { id: string }[] } }>(
    `{ connection: ${connection} { nodes { id } } }`,
  );
  return data?.connection.nodes.map(({ id }) => id) ?? [];
}

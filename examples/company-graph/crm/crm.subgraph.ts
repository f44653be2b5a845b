import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { serveSchema, type Service } from '../service.ts';
import { ACCOUNTS, CONTACTS, type Account, type Contact } from './contacts.ts';

/*
 * An existing graph with a separate `node`, `PageInfo` and `DateTime`, and with names as common as Person, User and
 * Account. None of it had to change for Switchboard.
 */
const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

  scalar DateTime

  interface Node {
    id: ID!
  }

  type Query {
    node(id: ID!): Node
    accounts(first: Int = 10): AccountConnection!
  }

  "A contact that Switchboard's calls and notes name, too: the key is ccrm.pl's uuid."
  type CallContactPerson @key(fields: "uuid") {
    uuid: ID!
    firstName: String @shareable
    lastName: String @shareable
    avatar: String @shareable
    "What they do at the account."
    role: String
    "MM-DD."
    birthday: String
    account: Account
  }

  type Account implements Node @key(fields: "id") {
    id: ID!
    name: String!
    customerSince: DateTime!
    owner: User!
    people: [Person!]!
  }

  type Person {
    contact: CallContactPerson!
  }

  type User implements Node {
    id: ID!
    name: String!
  }

  type AccountConnection {
    nodes: [Account!]!
    pageInfo: PageInfo!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
`);

const accounts = Object.values(ACCOUNTS);
const accountById = ({ id }: Pick<Account, 'id'>) => accounts.find((account) => account.id === id);
const contactByUuid = ({ uuid }: Pick<Contact, 'uuid'>) => CONTACTS.find((contact) => contact.uuid === uuid);

const resolvers = {
  Query: {
    node: (_: unknown, reference: Pick<Account, 'id'>) => accountById(reference),
    accounts: (_: unknown, { first }: { first: number }) => accountPage(accounts.slice(0, first)),
  },
  Node: { __resolveType: ({ kind }: Account) => kind },
  CallContactPerson: { __resolveReference: contactByUuid },
  Account: {
    __resolveReference: accountById,
    customerSince: () => '2024-02-01T00:00:00Z',
    owner: () => ({ id: 'U-1', name: 'Jan Kowalski' }),
    people: ({ id }: Account) =>
      CONTACTS.filter(({ account }) => account.id === id).map((contact) => ({ contact })),
  },
};

/** The CRM: the company's knowledge of the people who call it. */
export function startCrmSubgraph(port: number): Promise<Service> {
  return serveSchema(buildSubgraphSchema([{ typeDefs, resolvers }]), port);
}

function accountPage(nodes: readonly Account[]) {
  const pageInfo = {
    hasNextPage: nodes.length < accounts.length,
    hasPreviousPage: false,
    startCursor: nodes.at(0)?.id,
    endCursor: nodes.at(-1)?.id,
  };
  return { nodes, pageInfo };
}

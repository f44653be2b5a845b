import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { serveSchema, type Service } from '../service.ts';
import { EMPLOYEES, type Employee } from './employees.ts';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])

  type Query {
    "Everyone, or the people of one department."
    employees(department: String): [Employee!]!
  }

  type Employee @key(fields: "id") {
    id: ID!
    name: String!
    department: String!
    "Switchboard's extension: this service knows its SIP user and nothing else of it."
    extension: Extension
  }

  type Extension @key(fields: "sip") {
    sip: ID!
    "Whose extension it is."
    employee: Employee
  }
`);

type Extension = Pick<Employee, 'sip'>;

const resolvers = {
  Query: {
    employees: (_: unknown, { department }: { department?: string | null }) =>
      EMPLOYEES.filter((employee) => department == null || employee.department === department),
  },
  Employee: {
    __resolveReference: ({ id }: Pick<Employee, 'id'>) => EMPLOYEES.find((employee) => employee.id === id),
    extension: ({ sip }: Employee): Extension => ({ sip }),
  },
  Extension: {
    __resolveReference: ({ sip }: Extension): Extension => ({ sip }),
    employee: ({ sip }: Extension) => EMPLOYEES.find((employee) => employee.sip === sip),
  },
};

/** Human resources: employees, each with an extension by its SIP user. */
export function startHrSubgraph(port: number): Promise<Service> {
  return serveSchema(buildSubgraphSchema([{ typeDefs, resolvers }]), port);
}

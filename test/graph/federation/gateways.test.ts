import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { ask, startCompany, type StartedCompany } from './a-company-graph.js';

// Composing and planning are slow on a machine that runs other suites.
const EXAMPLE = new URL('../../../examples/company-graph/', import.meta.url);
const RATED_CALL =
  'WyJDYWxsIiwic2FuZGJveCIsImE0NmJkYWViLWExYTYtNDFmYi1iNDkxLWMzMTk2NDM1MTIzYiIsIjIwMjYtMDMtMDQgMTM6NDc6NDMiXQ';

let company: StartedCompany;
let crossingQuery: string;
let crossingAnswer: unknown;
let before: number;

beforeAll(async () => {
  company = await startCompany();
  crossingQuery = await readFile(new URL('crossing-query.graphql', EXAMPLE), 'utf8');
  const readme = await readFile(new URL('README.md', EXAMPLE), 'utf8');
  crossingAnswer = JSON.parse(/```json\n(.*?)```/s.exec(readme)?.[1] ?? 'null');
});

afterAll(() => company.close());

beforeEach(() => {
  company.switchboard.sandbox.clearRequests();
  company.switchboard.sandbox.behaviour.faults = [];
  before = company.authHook.length;
});

describe.each(['federationGateway', 'stitchedGateway'] as const)('through the %s', (gateway) => {
  test('the README’s query across all four services returns the README’s response', async () => {
    expect(await ask(company.graph[gateway], crossingQuery)).toEqual(crossingAnswer);
  });

  test('the README’s query costs as many requests as the README says', async () => {
    await ask(company.graph[gateway], crossingQuery);
    const isFederated = gateway === 'federationGateway';
    expect(switchboardRequests()).toBe(isFederated ? 2 : 1);
    expect(upstreamRequests(company.switchboard.sandbox)).toEqual({
      GetExtensions: 1,
      // Nothing is cached between requests here.
      callHistory: isFederated ? 2 : 1,
      notes: 1,
    });
  });

  test('the extensions of thirty employees cost one request to Switchboard and one to Voicenter', async () => {
    const query = '{ employees { name extension { name user { email } } } }';
    const { data, errors } = await ask(company.graph[gateway], query);
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty('employees.length', 30);
    expect(data).toHaveProperty('employees.29', {
      name: 'Chloe Morgan',
      extension: { name: 'Billing', user: { email: 'chloe.morgan@example.com' } },
    });
    expect(switchboardRequests()).toBe(1);
    expect(upstreamRequests(company.switchboard.sandbox)).toEqual({ GetExtensions: 1 });
  });

  test('Switchboard’s types have the fields that other subgraphs add to them', async () => {
    const { data } = await ask(
      company.graph[gateway],
      `{
        extension(sip: "acmeSIP106") { name employee { department } }
        calls(from: "2026-03-04T12:40:00Z", to: "2026-03-04T12:50:00Z") {
          nodes { startedAt rating { score } extension { employee { name } } }
        }
      }`,
    );
    expect(data).toEqual({
      extension: { name: 'Księgowość', employee: { department: 'Accounting' } },
      calls: {
        nodes: [
          {
            startedAt: '2026-03-04T12:47:43Z',
            rating: { score: 4 },
            extension: { employee: { name: 'Grażyna Święcicka' } },
          },
          {
            startedAt: '2026-03-04T12:41:31Z',
            rating: { score: 5 },
            extension: { employee: { name: 'Zbigniew Żuk' } },
          },
        ],
      },
    });
  });

  // Red with the runtime of Hive Router: two workspaces, two countries for each one, and a client that is null.
  test.each([
    ['a list that is selected twice', '{ workspaces { id } workspaces { timezone } }'],
    [
      'a list in a fragment and beside it',
      '{ ...Ids workspaces { timezone } } fragment Ids on Query { workspaces { id } }',
    ],
    ['a list of texts that is selected twice', '{ client { geoRestriction { countries countries } } }'],
    ['data beside the schema', '{ __schema { queryType { name } } client { name } }'],
  ])('%s is the same as from Switchboard', async (_, query) => {
    expect(await ask(company.graph[gateway], query)).toEqual(await ask(company.switchboardUrl, query));
  });

  // Red without `withoutConditionalFields`: the rating, the employee and the user are null, without an error.
  test.each([false, true])(
    'what another service has is found although its key is selected if %s',
    async (x) => {
      const query = `{
      calls(from: "2026-03-04T12:47:00Z", to: "2026-03-04T12:50:00Z") {
        nodes { uuid @include(if: ${x}) rating { score } extension { sip @include(if: ${x}) employee { name } } }
      }
      employees(department: "Management") { extension { sip @include(if: ${x}) user { name } } }
    }`;
      const { data, errors } = await ask(company.graph[gateway], query);
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({
        calls: { nodes: [{ rating: { score: 4 }, extension: { employee: { name: expect.any(String) } } }] },
        employees: [{ extension: { user: { name: 'Ewa Mazur' } } }, {}],
      });
      expect(JSON.stringify(data).includes('"sip"')).toBe(x);
      expect(JSON.stringify(data).includes('"uuid"')).toBe(x);
    },
  );

  test('the CRM’s own types and root fields work as before', async () => {
    const query =
      '{ accounts(first: 1) { nodes { name people { contact { lastName role } } } pageInfo { hasNextPage } } }';
    expect(await ask(company.graph[gateway], query)).toEqual({
      data: {
        accounts: {
          nodes: [{ name: 'Carmel Bakery', people: [{ contact: { lastName: 'Friedman', role: 'Owner' } }] }],
          pageInfo: { hasNextPage: true },
        },
      },
    });
  });

  test('if Voicenter fails, the extensions are null and the employees are still returned', async () => {
    company.switchboard.sandbox.behaviour.faults = [{ provider: 'voicenter', status: 500 }];
    const query = '{ employees(department: "Management") { name extension { name } } }';
    const { data, errors } = await ask(company.graph[gateway], query);
    expect(data).toEqual({
      employees: [
        { name: 'Ewa Mazur', extension: null },
        { name: 'Uri Barak', extension: null },
      ],
    });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toContain('UPSTREAM_UNAVAILABLE');
  });
});

test('the node field of the federated graph is the CRM’s', async () => {
  const query = '{ node(id: "A-1") { id ... on Account { name } } }';
  expect(await ask(company.graph.federationGateway, query)).toEqual({
    data: { node: { id: 'A-1', name: 'Carmel Bakery' } },
  });
});

test('the node field of the stitched graph is Switchboard’s', async () => {
  const query = `{ node(id: "${RATED_CALL}") { ... on Call { startedAt rating { score } } } }`;
  expect(await ask(company.graph.stitchedGateway, query)).toEqual({
    data: { node: { startedAt: '2026-03-04T12:47:43Z', rating: { score: 4 } } },
  });
});

test('a stitched gateway hides the fields that it uses to merge types', async () => {
  const query = '{ __schema { queryType { fields { name } } } }';
  const { data } = await ask(company.graph.stitchedGateway, query);
  expect(JSON.stringify(data)).toContain('{"name":"node"}');
  expect(JSON.stringify(data)).not.toContain('{"name":"_');
});

function switchboardRequests(): number {
  return company.authHook.length - before;
}

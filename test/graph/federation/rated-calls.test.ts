import { ApolloGateway } from '@apollo/gateway';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readFile } from 'node:fs/promises';
import { composeSupergraph } from '../../../examples/company-graph/federation.gateway.js';
import { RATINGS } from '../../../examples/company-graph/quality/ratings.js';
import { Store } from '../../../src/sandbox/store.js';
import type { WireCall } from '../../../src/sandbox/wire.js';
import { numberedUuid } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import type { Switchboard, SwitchboardOptions } from '../../support/a-switchboard.js';
import { ask, startCompany, type StartedCompany } from './a-company-graph.js';

/*
 * A rating service that stores the uuid of each call it has rated and nothing else, in one graph with Switchboard.
 * The calls are weeks old and have no notes, so ccrm.pl alone can't locate them.
 */

const NOW = new Date('2026-03-01T00:00:00Z');
const RATED = RATINGS.filter(({ audit }) => audit === '2026-02');
const GATEWAYS = ['Hive Gateway', '@apollo/gateway', 'a stitched gateway'] as const;

type Gateways = Readonly<Record<(typeof GATEWAYS)[number], string>>;

interface RatedCompany {
  readonly company: StartedCompany;
  readonly gateways: Gateways;
  close(): Promise<void>;
}

const query = await readFile(
  new URL('../../../examples/company-graph/audit-query.graphql', import.meta.url),
  'utf8',
);

describe('with an archive', () => {
  let rated: RatedCompany;
  let before: number;

  beforeAll(async () => {
    rated = await startRated({
      archive: {
        engine: { kind: 'sqlite', path: ':memory:' },
        since: '2026-02-01',
        requestsPerMinute: 100_000,
        keepDays: null,
      },
      now: () => NOW.getTime(),
    });
    await archived(rated.company.switchboard);
  }, 60_000);

  afterAll(() => rated.close());

  beforeEach(() => {
    rated.company.switchboard.sandbox.clearRequests();
    before = rated.company.authHook.length;
  });

  test.each(GATEWAYS)(
    '%s finds twenty rated calls with one request to Switchboard and none to a provider',
    async (gateway) => {
      const { company, gateways } = rated;
      const answer = await ask(gateways[gateway], query);
      expect(company.authHook.length - before).toBe(1);
      expect(upstreamRequests(company.switchboard.sandbox)).toEqual({});

      const calls = await callsOfFebruary(company.switchboard);
      const ratings = RATED.map(({ uuid, score, comment }) => ({ score, comment, call: calls.get(uuid) }));
      expect(ratings.filter(({ call }) => call !== undefined)).toHaveLength(20);
      const archive = { asOf: expect.stringMatching(/Z$/) };
      const extensions = gateway === '@apollo/gateway' ? {} : { extensions: { archive } };
      expect(answer).toEqual({ data: { ratings }, ...extensions });
    },
  );
});

describe('without an archive', () => {
  let rated: RatedCompany;

  beforeAll(async () => {
    rated = await startRated({});
  });

  afterAll(() => rated.close());

  test.each(GATEWAYS)(
    '%s returns every rating without its call, and an error for each call',
    async (gateway) => {
      const { data, errors = [] } = await ask(rated.gateways[gateway], query);
      expect(data).toEqual({
        ratings: RATED.map(({ score, comment }) => ({ score, comment, call: null })),
      });
      const unlocated = errors.filter(({ extensions }) => extensions?.['code'] === 'CALL_NOT_LOCATED');
      expect(unlocated).toHaveLength(20);
    },
  );
});

async function startRated(options: SwitchboardOptions): Promise<RatedCompany> {
  const company = await startCompany({
    ...options,
    sandbox: { now: NOW, data: { calls: callsWithoutNotes() } },
  });
  const { hr, crm, quality, federationGateway, stitchedGateway } = company.graph;
  const supergraph = await composeSupergraph({
    switchboard: company.switchboardUrl,
    hr,
    crm,
    quality,
  });
  const server = new ApolloServer({
    gateway: new ApolloGateway({ supergraphSdl: supergraph }),
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  return {
    company,
    gateways: {
      'Hive Gateway': federationGateway,
      '@apollo/gateway': url,
      'a stitched gateway': stitchedGateway,
    },
    close: () => server.stop().then(() => company.close()),
  };
}

/** Switchboard's own data for the calls, by uuid. */
async function callsOfFebruary(switchboard: Switchboard): Promise<ReadonlyMap<string, unknown>> {
  const { data } = await switchboard.query<{ calls: { nodes: { uuid: string }[] } }>(
    `{ calls(from: "2026-02-01T00:00:00Z", to: "2026-02-10T00:00:00Z", first: 1000) {
      nodes { uuid startedAt direction durationSeconds externalParty { phone { e164 } } }
    } }`,
  );
  return new Map(data?.calls.nodes.map(({ uuid, ...call }) => [uuid, call]));
}

/** The sandbox's calls of these days without notes. */
function callsWithoutNotes(): WireCall[] {
  const store = new Store({ seed: 1, company: undefined, callsPerDay: 100, arrivals: null }, () => NOW, {});
  const window = { from: '2026-02-01 00:00:00', to: '2026-02-09 23:59:59', bounds: 'inclusive' } as const;
  const calls = store.callsWithin(window);
  return Array.from({ length: calls.length }, (_, index) => calls.at(index)).filter(({ note }) => note === 0);
}

/** Resolves once the archive is complete: a uuid that it doesn't contain is then null without an error. */
async function archived(switchboard: Switchboard): Promise<void> {
  const unknown = `{ call(uuid: "${numberedUuid(1)}") { uuid } }`;
  await eventually(async () => (await switchboard.query(unknown)).errors === undefined, 50_000);
}

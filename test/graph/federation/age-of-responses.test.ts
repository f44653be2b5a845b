import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { joinAges } from '../../../ops/gateway/gateway.config.js';
import { ask, startCompany, type StartedCompany } from './a-company-graph.js';

/* The age of data that Switchboard reports, and the freshness that callers can require, through a gateway. */

const QUERY = '{ client { name } extensions(first: 1) { nodes { sip } } }';
/** HR's keys make the gateway send Switchboard a second request. */
const TWO_STEPS = '{ client { name } employees(department: "Management") { extension { sip name } } }';

let company: StartedCompany;

beforeAll(async () => {
  company = await startCompany({ maxStale: 3600 });
});

afterAll(() => company.close());

beforeEach(() => {
  company.switchboard.sandbox.behaviour.faults = [];
});

describe.each(['federationGateway', 'stitchedGateway'] as const)('through the %s', (gateway) => {
  test('a response with fresh data has no `extensions`', async () => {
    expect(await ask(company.graph[gateway], QUERY)).not.toHaveProperty('extensions');
  });

  test.each([QUERY, TWO_STEPS])('`extensions.stale` lists all stale data of %s', async (query) => {
    const { data: fresh } = await ask(company.graph[gateway], query);
    company.switchboard.sandbox.behaviour.faults = [{ status: 500 }];
    const { data, errors, extensions } = await ask(company.graph[gateway], query);
    expect(errors).toBeUndefined();
    expect(data).toEqual(fresh);
    expect(extensions).toEqual({
      stale: expect.arrayContaining([
        { provider: 'ringme', workspace: 'sandbox', type: 'Client', ageSeconds: expect.any(Number) },
        { provider: 'voicenter', workspace: 'sandbox', type: 'Extension', ageSeconds: expect.any(Number) },
      ]),
    });
  });

  test('with `Cache-Control: no-cache`, which bypasses the cache, an outage is an error', async () => {
    await ask(company.graph[gateway], QUERY);
    company.switchboard.sandbox.behaviour.faults = [{ status: 500 }];
    const { data, errors } = await ask(company.graph[gateway], QUERY, { 'cache-control': 'no-cache' });
    expect(data).toEqual({ client: null, extensions: null });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      'UPSTREAM_UNAVAILABLE',
      'UPSTREAM_UNAVAILABLE',
    ]);
  });
});

test('joinAges lists each stale resource of both responses once, with its greatest age and the earlier archive time', () => {
  const early = { asOf: '2026-03-04T12:00:00.000Z' };
  const late = { asOf: '2026-03-04T12:00:01.000Z' };
  const client = { provider: 'ringme', workspace: 'acme', type: 'Client', ageSeconds: 1 };
  const older = { ...client, ageSeconds: 9 };
  const elsewhere = { ...client, workspace: 'other', ageSeconds: 2 };
  const known = { stale: [older, elsewhere], archive: late };
  expect(joinAges(known, { stale: [client], archive: early })).toEqual({
    stale: expect.arrayContaining([older, elsewhere]),
    archive: early,
  });
  expect(joinAges({ stale: [client] }, { stale: [older] })).toEqual({ stale: [older] });
  expect(joinAges({ stale: [older] }, { stale: [client] })).toEqual({ stale: [older] });
  expect(joinAges({ archive: early }, { archive: late })).toEqual({ archive: early });
  expect(joinAges({}, {})).toEqual({});
});

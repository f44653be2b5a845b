import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aScope } from '../support/a-scope.js';
import { openWorkspaces } from '../../src/app/open-workspaces.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import { diagnose } from '../../src/doctor/doctor.js';
import { PROVIDER_MODULES } from '../../src/providers/registry.js';
import { aLogger } from '../support/a-logger.js';
import { NOTHING_KEPT, SERVED, startSwitchboard } from '../support/a-switchboard.js';
import { answerJson, startHttpServer, type TestServer } from '../support/http-server.js';
import { measured } from '../support/measured.js';
import { toy, type ToySettings, type ToyWorkspace } from '../../examples/fourth-provider/toy.provider.js';

const PROVIDERS = [...Object.values(PROVIDER_MODULES), toy];
const PEOPLE = { people: [{ name: 'Ada' }, { name: 'Ben' }] };
const NAMES = 'query Names($workspace: ID) { extensions(workspace: $workspace) { nodes { name } } }';
const ADA_AND_BEN = { extensions: { nodes: [{ name: 'Ada' }, { name: 'Ben' }] } };

let server: TestServer;

beforeEach(async () => {
  server = await startHttpServer((_, response) => answerJson(response, PEOPLE));
});

afterEach(() => server.close());

/** The keys of the toy provider's requests, in order of arrival. */
const keys = () => server.arrived.map(({ headers }) => headers['x-toy-key']);

function aToyWorkspace(
  id: string,
  given: Partial<WorkspaceSettings> = {},
  { key = `${id}-key`, url = server.url }: Partial<ToySettings> = {},
): ToyWorkspace {
  const others = { country: null, ringme: null, ccrm: null };
  return { ...others, ...given, id, voicenter: null, toy: { url, key } };
}

const start = (...ids: readonly string[]) =>
  startSwitchboard({
    metrics: true,
    providers: PROVIDERS,
    workspaces: (sandbox) => ids.map((id) => aToyWorkspace(id, sandboxWorkspace(sandbox))),
  });

test('a fourth provider in the registry serves its data beside the others, and has metrics', async () => {
  await using board = await start('acme');
  const { data, errors } = await board.query('{ extensions { nodes { name } } client { name } }');
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ ...ADA_AND_BEN, client: { name: expect.any(String) } });
  expect(keys()).toEqual(['acme-key']);
  expect(await measured(board, 'upstream_requests_total', 'upstream_circuits')).toMatchObject({
    'upstream_requests_total{provider="toy",workspace="acme",route="people",outcome="OK"}': 1,
    'upstream_circuits{provider="toy",workspace="acme",state="CLOSED"}': 1,
  });
  expect((await fetch(`${board.url}/health/ready`)).status).toBe(200);
});

test('each account of a fourth provider has a separate rate limit', async () => {
  await using board = await start('acme', 'busy');
  server.answer(({ headers }, response) => {
    if (headers['x-toy-key'] !== 'busy-key') answerJson(response, PEOPLE);
    else response.writeHead(429, { 'retry-after': '3600' }).end();
  });
  for (let count = 0; count < 2; count += 1) {
    expect((await board.query(NAMES, { workspace: 'busy' })).errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_RATE_LIMITED', provider: 'toy' } },
    ]);
  }
  expect((await board.query(NAMES, { workspace: 'acme' })).data).toEqual(ADA_AND_BEN);
  // An account at its limit sends nothing.
  expect(keys()).toEqual(['busy-key', 'acme-key']);
});

test('an outage of a fourth provider fails only its own fields, and opens its circuit', async () => {
  await using board = await start('acme');
  server.answer((_, response) => response.destroy());
  for (let count = 0; count < 10; count += 1) {
    const { data, errors } = await board.query('{ extensions { totalCount } client { name } }');
    expect(data).toMatchObject({ extensions: null, client: { name: expect.any(String) } });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', provider: 'toy' } }]);
  }
  expect(await measured(board, 'upstream_circuits')).toMatchObject({
    'upstream_circuits{provider="toy",workspace="acme",state="OPEN"}': 1,
    'upstream_circuits{provider="ringme",workspace="acme",state="CLOSED"}': 1,
  });
});

test('records that a fourth provider can’t decode are logged and counted', async () => {
  await using board = await start('acme');
  server.answer((_, response) => answerJson(response, { people: [{ name: 'Ada' }, {}, { name: '' }] }));
  await board.query(NAMES);
  expect(board.log).toContainEqual(
    expect.objectContaining({ provider: 'toy', msg: 'records left out', count: 2 }),
  );
  expect(await measured(board, 'upstream_oddities_total')).toEqual({
    'upstream_oddities_total{provider="toy",field="people",kind="LEFT_OUT"}': 2,
  });
});

test('a fourth provider’s credentials rotate, its URL doesn’t, and no request is sent once it is closed', async () => {
  const forgotten: string[] = [];
  const open = openWorkspaces(
    {
      upstream: SERVED.upstream,
      workspaces: [aToyWorkspace('acme')],
      archive: null,
      cache: { ttl: { ...NOTHING_KEPT, extensions: 60 }, maxStale: 0, redisUrl: null },
    },
    aLogger().logger,
    { providers: PROVIDERS, forgotten: (workspace) => forgotten.push(workspace) },
  );
  const read = () =>
    open.workspaces.get('acme')?.extensions?.extensions(aScope({ signal: AbortSignal.timeout(20_000) }));
  await read();
  await read();
  expect(keys()).toEqual(['acme-key']);

  open.rotateCredentials([aToyWorkspace('acme', {}, { key: 'next-key' })]);
  await read();
  expect(keys()).toEqual(['acme-key', 'next-key']);
  expect(forgotten).toEqual(['acme']);

  const elsewhere = { key: 'third-key', url: new URL('http://127.0.0.1:1') };
  open.rotateCredentials([aToyWorkspace('acme', {}, elsewhere)]);
  await read();
  expect(keys()).toEqual(['acme-key', 'next-key']);

  await open.close();
  open.rotateCredentials([aToyWorkspace('acme', {}, { key: 'late-key' })]);
  await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', provider: 'toy' });
  expect(keys()).toEqual(['acme-key', 'next-key']);
});

test('the doctor checks a fourth provider', async () => {
  const settings = {
    workspaces: [aToyWorkspace('acme')],
    upstream: SERVED.upstream,
    archive: null,
    cache: { redisUrl: null },
  };
  const examined = async () => {
    const { workspaces } = await diagnose(settings, aLogger().logger, Date.now, PROVIDERS);
    return workspaces.flatMap(({ findings }) => findings);
  };
  expect(await examined()).toMatchObject([
    { check: 'reachable', provider: 'toy', verdict: 'GOOD' },
    { check: 'credentials', provider: 'toy', verdict: 'GOOD' },
    { check: 'clock', provider: 'toy', verdict: 'GOOD' },
    { check: 'extensions', provider: 'toy', facts: { count: 2 } },
    { check: 'speedDials', provider: 'toy' },
    { check: 'payloads', provider: 'toy', verdict: 'GOOD' },
  ]);
  expect(keys()).toEqual(['acme-key']);

  server.answer((_, response) => answerJson(response, { people: [] }));
  expect(await examined()).toContainEqual(
    expect.objectContaining({ check: 'credentials', verdict: 'PROBLEM', facts: { reason: 'NOBODY' } }),
  );
});

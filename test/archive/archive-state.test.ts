import { Worker } from 'node:worker_threads';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { ArchiveSettings } from '../../src/config/settings.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { manyCalls } from '../support/builders.js';
import { eventually } from '../support/eventually.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');

afterEach(() => {
  jest.restoreAllMocks();
});

const ARCHIVE: ArchiveSettings = {
  engine: { kind: 'sqlite', path: ':memory:' },
  since: '2025-02-12',
  requestsPerMinute: 10_000,
  keepDays: null,
};

interface Status {
  readonly archive: { readonly state: string; readonly calls: number; readonly from: string | null } | null;
}

test('an archive with every call since `since` is FOLLOWING and starts there, even if it has older calls', async () => {
  const calls = manyCalls(6000, { from: '2024-03-12 12:00:00', to: '2025-03-12 12:00:00' });
  await using switchboard = await startSwitchboard({
    archive: ARCHIVE,
    ttl: { closedCalls: 3600 },
    sandbox: { now: new Date(NOW), data: { calls } },
    now: () => NOW,
  });
  const status = async () => {
    const { data } = await switchboard.query<Status>('{ archive { state calls from } }');
    return data?.archive ?? { state: 'none', calls: 0, from: null };
  };
  await eventually(async () => (await status()).state === 'FOLLOWING');
  const { calls: before } = await status();
  // By default, 30 days before the archive starts are available, as without an archive.
  const earlier = '{ calls(to: "2025-01-12T00:00:00Z", first: 1) { totalCount } }';
  const { data, errors } = await switchboard.query<{ calls: { totalCount: number } }>(earlier);
  expect(errors).toBeUndefined();
  expect(data?.calls.totalCount).toBeGreaterThan(400);
  expect(data?.calls.totalCount).toBeLessThan(600);
  // Calls that are read live are also archived.
  const old = '{ calls(from: "2024-05-01T00:00:00Z", to: "2024-05-11T00:00:00Z", first: 1) { totalCount } }';
  expect(await switchboard.query(old)).toMatchObject({ data: { calls: { totalCount: 164 } } });
  await eventually(async () => (await status()).calls > before);
  expect(await status()).toMatchObject({ state: 'FOLLOWING', from: '2025-02-12T00:00:00Z' });
});

// Red if the first second, which is deleted soon, counts as never read: the archive would read it forever.
test.each([
  ['`keepDays` deletes its oldest calls', { since: null, keepDays: 40 }],
  ['`since` is before 2000', { since: '1999-11-01', keepDays: null }],
])('an archive is FOLLOWING once it is complete although %s', async (_, options) => {
  const now = NOW + 345;
  await using switchboard = await startSwitchboard({
    archive: { ...ARCHIVE, ...options },
    sandbox: { now: new Date(now), data: { calls: [] } },
    now: () => now,
  });
  await eventually(async () => {
    const { data } = await switchboard.query<Status>('{ archive { state calls from } }');
    return data?.archive?.state === 'FOLLOWING';
  });
});

// Red if each field counts the archive's calls and notes anew: other callers' reads would wait for fifty counts.
test('concurrent fields share the statements that read the archive’s state', async () => {
  await using switchboard = await startSwitchboard({
    archive: ARCHIVE,
    sandbox: { now: new Date(NOW), data: { calls: [] } },
    now: () => NOW,
  });
  const statuses = async (count: number) => {
    const aliases = Array.from({ length: count }, (_, index) => `a${index}: archive { state calls }`);
    const { data } = await switchboard.query(`{ ${aliases.join(' ')} }`);
    return Object.values(data ?? {});
  };
  await eventually(async () => JSON.stringify(await statuses(1)).includes('FOLLOWING'));
  const statements = jest.spyOn(Worker.prototype, 'postMessage');
  expect(await statuses(50)).toEqual(Array(50).fill({ state: 'FOLLOWING', calls: 0 }));
  // One reading takes eight; the synchroniser may send some at the same time.
  expect(statements.mock.calls.length).toBeLessThan(50);
});

// Red if only the calls decide whether to cache: the cached response would stay incomplete during the backfill.
test('a response whose range starts with the archive isn’t cached, and internal numbers are searched by index', async () => {
  const calls = manyCalls(100, { from: '2025-02-12 12:00:00', to: '2025-03-12 12:00:00' });
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'sqlite', path: ':memory:' },
      since: '2022-01-12',
      requestsPerMinute: 10_000,
      keepDays: null,
    },
    ttl: { closedCalls: 3600 },
    sandbox: { now: new Date(NOW), data: { calls } },
    now: () => NOW,
  });
  const cachingOf = async (args: string) => {
    const query = `{ calls(${args}, first: 1) { totalCount } }`;
    const search = new URLSearchParams({ query }).toString();
    return (await fetch(`${switchboard.url}/graphql?${search}`)).headers.get('cache-control');
  };
  expect(await cachingOf('to: "2025-02-01T00:00:00Z"')).toBe('no-store');

  await eventually(async () => {
    const { data } = await switchboard.query<Status>('{ archive { state calls from } }');
    return data?.archive?.state === 'FOLLOWING';
  });
  const overYears = (filter: string) => {
    const range = 'from: "2023-12-12T00:00:00Z", to: "2025-02-12T00:00:00Z"';
    const field = (at: number) => `a${at}: calls(${range}, first: 1, filter: ${filter}) { totalCount }`;
    return switchboard.query(`{ ${Array.from({ length: 7 }, (_, at) => field(at)).join(' ')} }`);
  };
  expect((await overYears('{ internalNumbers: ["107"] }')).errors).toBeUndefined();
  const unindexed = await overYears('{ internalNumbers: [], minDurationSeconds: 1 }');
  expect(unindexed.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

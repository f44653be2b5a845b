import { expect, test } from '@jest/globals';
import { startSwitchboard } from '../support/a-switchboard.js';
import { manyCalls } from '../support/builders.js';
import { eventually } from '../support/eventually.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');

interface Status {
  readonly archive: { readonly state: string; readonly calls: number; readonly from: string | null } | null;
}

test('an archive that has every call since `since` is FOLLOWING and begins there, also if older calls were archived', async () => {
  const calls = manyCalls(6000, { from: '2024-03-12 12:00:00', to: '2025-03-12 12:00:00' });
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'sqlite', path: ':memory:' },
      since: '2025-02-12',
      requestsPerMinute: 10_000,
      keepDays: null,
    },
    sandbox: { now: new Date(NOW), data: { calls } },
    now: () => NOW,
  });
  const status = async () => {
    const { data } = await switchboard.query<Status>('{ archive { state calls from } }');
    return data?.archive ?? { state: 'none', calls: 0, from: null };
  };
  await eventually(async () => (await status()).state === 'FOLLOWING');
  const { calls: before } = await status();
  // What is read live is archived, too.
  const old = '{ calls(from: "2024-05-01T00:00:00Z", to: "2024-05-11T00:00:00Z", first: 1) { totalCount } }';
  expect(await switchboard.query(old)).toMatchObject({ data: { calls: { totalCount: 164 } } });
  await eventually(async () => (await status()).calls > before);
  expect(await status()).toMatchObject({ state: 'FOLLOWING', from: '2025-02-12T00:00:00Z' });
});

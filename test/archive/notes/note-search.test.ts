import { expect, test } from '@jest/globals';
import type { ArchiveEngine } from '../../../src/config/settings.js';
import type { WireNote } from '../../../src/sandbox/wire.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../../support/a-switchboard.js';
import { aCall, aNote, numberedUuid, wireDate } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { describeEngines } from '../engines.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');
const DAY = 86_400_000;
/** The days between consecutive calls; the latest of the 30 calls is a day old. */
const EVERY = 10;

const SEARCH = `query ($search: String!, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
  notes(search: $search, from: $from, to: $to, first: $first, after: $after) {
    nodes { uuid text call { uuid durationSeconds } }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}`;
const STATUS = '{ archive { from to calls notes pendingNotes state syncedAt } }';

interface Found {
  readonly notes: {
    readonly nodes: readonly { readonly uuid: string; readonly text: string; readonly call: unknown }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly totalCount: number;
  } | null;
}

function dateOf(instant: number): string {
  return wireDate(instant + 3_600_000);
}

/** Every third call has a note that was written a minute later. */
function data() {
  const startOf = (index: number) => NOW - DAY - index * EVERY * DAY;
  const calls = Array.from({ length: 30 }, (_, index) =>
    aCall({
      uuid: numberedUuid(index),
      callDate: dateOf(startOf(index)),
      note: index % 3 === 0 ? 1 : 0,
      duration: index,
    }),
  );
  const noteOf = (index: number): WireNote =>
    aNote({
      uuid: `11111111-0000-4000-8000-${String(index).padStart(12, '0')}`,
      created: dateOf(startOf(index) + 60_000),
      text: index % 6 === 0 ? `Zwrócił router nr ${String(index)}` : 'Nic nowego',
    });
  const noted = calls.flatMap(({ uuid }, index) => (index % 3 === 0 ? [[uuid, [noteOf(index)]]] : []));
  return { calls, notes: Object.fromEntries(noted) as Record<string, WireNote[]> };
}

function startArchived(engine: ArchiveEngine, options: SwitchboardOptions = {}): Promise<Switchboard> {
  return startSwitchboard({
    archive: { engine, since: '2024-03-12', requestsPerMinute: 10_000, keepDays: null },
    sandbox: { now: new Date(NOW), data: data() },
    now: () => NOW,
    ...options,
  });
}

interface Status {
  readonly archive: { readonly state: string; readonly pendingNotes: number } | null;
}

/** Waits until every call and note is archived, and until it is known that there are no older ones. */
async function filled(switchboard: Switchboard, headers?: Readonly<Record<string, string>>): Promise<void> {
  await eventually(async () => {
    const { data: answer } = await switchboard.query<Status>(STATUS, {}, headers);
    return answer?.archive?.state === 'FOLLOWING' && answer.archive.pendingNotes === 0;
  });
  await eventually(async () => {
    const unknown = `{ call(uuid: "${numberedUuid(99_999)}") { uuid } }`;
    return (await switchboard.query(unknown, {}, headers)).errors === undefined;
  });
  switchboard.sandbox.clearRequests();
}

describeEngines((create) => {
  test('finds notes of any age by their words, with their calls, page by page, without an upstream request', async () => {
    await using switchboard = await startArchived(await create());
    await filled(switchboard);
    const first = await switchboard.query<Found>(SEARCH, { search: 'ROUTER zwrocil', first: 3 });
    expect(first.errors).toBeUndefined();
    expect(first.data?.notes).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true } });
    expect(first.data?.notes?.nodes.at(1)).toEqual({
      uuid: '11111111-0000-4000-8000-000000000006',
      text: 'Zwrócił router nr 6',
      call: { uuid: numberedUuid(6), durationSeconds: 6 },
    });
    expect(first).toMatchObject({ extensions: { archive: { asOf: new Date(NOW).toISOString() } } });
    const after = first.data?.notes?.pageInfo.endCursor;
    const second = await switchboard.query<Found>(SEARCH, { search: 'ROUTER zwrocil', first: 3, after });
    expect(second.data?.notes).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: false } });
    const texts = [...(first.data?.notes?.nodes ?? []), ...(second.data?.notes?.nodes ?? [])].map(
      ({ text }) => text,
    );
    expect(texts).toEqual([0, 6, 12, 18, 24].map((index) => `Zwrócił router nr ${String(index)}`));
    const other = await switchboard.query(SEARCH, { search: 'nic', after });
    const message = 'after: must be a cursor of this list: of the same workspace, search and range';
    expect(other).toMatchObject({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(upstreamRequests(switchboard.sandbox)).toEqual({});
  });

  test('a time range limits the search to notes of calls that started within it', async () => {
    await using switchboard = await startArchived(await create());
    await filled(switchboard);
    const from = new Date(NOW - DAY - 13 * EVERY * DAY).toISOString();
    const to = new Date(NOW - DAY - 6 * EVERY * DAY).toISOString();
    const { data: answer } = await switchboard.query<Found>(SEARCH, { search: 'router', from, to });
    expect(answer?.notes?.nodes.map(({ text }) => text)).toEqual(['Zwrócił router nr 12']);
    const past = await switchboard.query(SEARCH, { search: 'router', from: '2020-01-01T00:00:00Z' });
    expect(past).toMatchObject({ data: { notes: { totalCount: 5 } } });
  });

  test('`archive` reports its range, counts, state and last sync', async () => {
    await using switchboard = await startArchived(await create());
    await filled(switchboard);
    const { data: answer, errors } = await switchboard.query(STATUS);
    expect(errors).toBeUndefined();
    expect(answer).toEqual({
      archive: {
        from: expect.any(String),
        to: expect.any(String),
        calls: 30,
        notes: 10,
        pendingNotes: 0,
        state: 'FOLLOWING',
        syncedAt: '2025-03-12T12:00:00Z',
      },
    });
  });

  test('rejected credentials pause the archive: its status includes the reason, and incomplete searches fail', async () => {
    await using switchboard = await startArchived(await create(), {
      workspaces: (sandbox) => {
        sandbox.behaviour.ccrmTokens = [];
        return [sandboxWorkspace(sandbox)];
      },
    });
    await eventually(async () => {
      const status = await switchboard.query<Status>(STATUS);
      return status.data?.archive?.state === 'PAUSED';
    });
    const paused = { errors: [{ path: ['archive'], extensions: { code: 'UPSTREAM_UNAUTHORIZED' } }] };
    // A plan that leaves an operation to graphql-js reports the reason at most once.
    const left = `{ archive { state } nodes(ids: ["${'x'.repeat(1001)}"]) { id } }`;
    for (let count = 0; count < 3; count += 1) {
      const { errors } = await switchboard.query(left);
      expect(errors?.filter(({ path }) => path?.[0] === 'archive').length).toBeLessThan(2);
    }
    // The second response takes a different path than the first.
    for (let count = 0; count < 3; count += 1) {
      expect(await switchboard.query(STATUS)).toMatchObject({
        data: { archive: { state: 'PAUSED' } },
        ...paused,
      });
    }
    const from = new Date(NOW - 30 * DAY).toISOString();
    expect(await switchboard.query(SEARCH, { search: 'router', from })).toMatchObject({
      data: { notes: null },
      errors: [{ extensions: { code: 'ARCHIVE_INCOMPLETE', complete: null } }],
    });
  });

  test('a call with unreadable notes doesn’t pause the archive, but fails a search over its start time', async () => {
    await using switchboard = await startArchived(await create(), {
      workspaces: (sandbox) => {
        const body = { success: false, message: 'error' };
        const query = { callHistory: numberedUuid(6) };
        sandbox.behaviour.faults = [{ provider: 'ccrm', route: 'notes', query, status: 200, body }];
        return [sandboxWorkspace(sandbox)];
      },
    });
    await eventually(async () => {
      const { data: answer } = await switchboard.query<Status>(STATUS);
      return answer?.archive?.state === 'FOLLOWING' && answer.archive.pendingNotes === 1;
    });
    expect(switchboard.log.filter(({ msg }) => msg === 'archive paused')).toEqual([]);
    const unread = NOW - DAY - 6 * EVERY * DAY;
    const complete = new Date(unread + 1000).toISOString();
    expect(
      await switchboard.query(SEARCH, { search: 'router', to: new Date(NOW).toISOString() }),
    ).toMatchObject({
      data: { notes: null },
      errors: [
        {
          message: expect.stringContaining(complete),
          extensions: { code: 'ARCHIVE_INCOMPLETE', complete: { from: complete, to: expect.any(String) } },
        },
      ],
    });
    expect(await switchboard.query(SEARCH, { search: 'router', from: complete })).toMatchObject({
      data: { notes: { nodes: [{ text: 'Zwrócił router nr 0' }], totalCount: 1 } },
    });
    // Not even the first page is returned, because an older call can have the newest note.
    expect(await switchboard.query(SEARCH, { search: 'router', first: 1 })).toMatchObject({
      data: { notes: null },
      errors: [{ message: expect.stringContaining(complete), extensions: { code: 'ARCHIVE_INCOMPLETE' } }],
    });
  });

  test('a note written long after its call is found by the start time of the call', async () => {
    const call = aCall({ uuid: numberedUuid(1), callDate: dateOf(NOW - 40 * DAY), note: 1 });
    const notes = { [numberedUuid(1)]: [aNote({ created: dateOf(NOW - DAY), text: 'Zwrócił router' })] };
    await using switchboard = await startArchived(await create(), {
      sandbox: { now: new Date(NOW), data: { calls: [call], notes } },
    });
    await filled(switchboard);
    const foundFrom = async (days: number) => {
      const from = new Date(NOW - days * DAY).toISOString();
      return (await switchboard.query<Found>(SEARCH, { search: 'router', from })).data?.notes?.totalCount;
    };
    expect([await foundFrom(41), await foundFrom(39)]).toEqual([1, 0]);
  });

  // Red if a cursor contains all of the folded text, or accepts any text as a uuid, which PostgreSQL may reject.
  test('the cursor of a search that folding lengthens is valid, and a forged one isn’t', async () => {
    const search = '\ufdfa'.repeat(200);
    const calls = [1, 2].map((index) =>
      aCall({ uuid: numberedUuid(index), callDate: dateOf(NOW - 40 * DAY), note: 1 }),
    );
    const notes = Object.fromEntries(
      calls.map(({ uuid }) => [uuid, [aNote({ uuid, created: dateOf(NOW - DAY), text: search })]]),
    );
    await using switchboard = await startArchived(await create(), {
      sandbox: { now: new Date(NOW), data: { calls, notes } },
    });
    await filled(switchboard);
    const page = (after?: string | null) => switchboard.query<Found>(SEARCH, { search, first: 1, after });
    const after = (await page()).data?.notes?.pageInfo.endCursor ?? '';
    expect((await page(after)).data?.notes?.nodes.map(({ uuid }) => uuid)).toEqual([numberedUuid(1)]);
    const parts: unknown[] = JSON.parse(Buffer.from(after, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify([...parts.slice(0, -1), '\0'])).toString('base64url');
    expect(await page(forged)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('API keys without the scope or with masked personal data may not search', async () => {
    const auth = anAuth([
      anApiKey('all'),
      anApiKey('masked', { maskPersonalData: true, scopes: ['notes:read', 'calls:read'] }),
      anApiKey('calls', { scopes: ['calls:read'] }),
    ]);
    await using switchboard = await startArchived(await create(), {
      auth,
      workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    });
    await filled(switchboard, { 'x-api-key': 'all' });
    const searchAs = (key: string, search = 'router') =>
      switchboard.query(SEARCH, { search }, { 'x-api-key': key });
    expect(await searchAs('all')).toMatchObject({ data: { notes: { totalCount: 5 } } });
    const forbidden = { data: { notes: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] };
    expect(await searchAs('masked')).toMatchObject(forbidden);
    expect(await searchAs('calls')).toMatchObject(forbidden);
    expect(await searchAs('all', ' … ')).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});

test('without an archive, a search fails with ARCHIVE_REQUIRED and `archive` is null', async () => {
  await using switchboard = await startSwitchboard({ sandbox: { now: new Date(NOW), data: data() } });
  expect(await switchboard.query(SEARCH, { search: 'router' })).toMatchObject({
    data: { notes: null },
    errors: [{ extensions: { code: 'ARCHIVE_REQUIRED' } }],
  });
  expect(await switchboard.query(STATUS)).toEqual({ data: { archive: null } });
});

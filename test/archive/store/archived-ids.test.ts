import { expect, test } from '@jest/globals';
import type { KyselyPlugin, QueryResult } from 'kysely';
import { archivedIds } from '../../../src/archive/store/write-interval.js';
import { aRecordedCall, openStore } from '../a-store.js';

test('SQLite finds calls by the index of their uuids, without reading every call of the account', async () => {
  await using opened = await openStore({ kind: 'sqlite', path: ':memory:' });
  const { tables } = opened.database;
  const plans: Promise<QueryResult<{ readonly detail: string }>>[] = [];
  const explain: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      const query = tables.getExecutor().compileQuery(node, queryId);
      plans.push(tables.executeQuery({ ...query, sql: `explain query plan ${query.sql}` }));
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const uuids = [1, 2, 3].map((second) => aRecordedCall(second).call.uuid);
  await tables
    .withPlugin(explain)
    .transaction()
    .execute((transaction) => archivedIds(transaction, 'sqlite', 1, uuids));
  const steps = (await Promise.all(plans)).flatMap(({ rows }) => rows.map(({ detail }) => detail));
  expect(steps).toContainEqual(
    expect.stringMatching(/^SEARCH calls USING INDEX \S+ \(account=\? AND uuid=\?\)$/),
  );
});

import { expect, test } from '@jest/globals';
import { serverAudits, type AuditResult } from 'graphql-http';
import { startSwitchboard } from '../support/a-switchboard.js';

test('passes every GraphQL over HTTP audit, including the optional ones', async () => {
  await using board = await startSwitchboard();
  const audits = serverAudits({ url: `${board.url}/graphql` });
  // One after the other: a newly started server may reject a burst.
  const results: AuditResult[] = [];
  for (const audit of audits) results.push(await audit.fn());
  const failed = results.flatMap((result) =>
    result.status === 'ok' ? [] : [`${result.id} ${result.name}: ${result.reason}`],
  );
  expect(failed).toEqual([]);
  expect(results).toHaveLength(61);
});

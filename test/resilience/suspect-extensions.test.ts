import { expect, test } from '@jest/globals';
import { aCompany } from '../support/a-company.js';
import { startSwitchboard } from '../support/a-switchboard.js';

const EXTENSIONS = '{ extensions { totalCount nodes { sip } } }';
const NONE = { data: { extensions: { totalCount: 0, nodes: [] } } };

// Red if an empty list is treated as a failure, replaced by the previous list, or not reported.
test('serves an empty extension list, at startup or after a full one, and logs and counts it as suspect', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    maxStale: 3600,
    metrics: true,
  });
  const suspects = () => board.log.filter(({ msg }) => msg === 'suspect response');
  expect(await board.query(EXTENSIONS)).toMatchObject({ data: { extensions: { totalCount: 1 } } });
  expect(suspects()).toEqual([]);
  board.sandbox.data.extensions = [];
  for (let index = 0; index < 2; index += 1) expect(await board.query(EXTENSIONS)).toEqual(NONE);
  const reason = 'no extensions: wrong code?';
  expect(suspects()).toMatchObject([
    { provider: 'voicenter', workspace: 'sandbox', reason, total: 1 },
    { total: 2 },
  ]);
  const metrics = await (await fetch(`${board.url}/metrics`)).text();
  expect(metrics).toMatch(/oddities_total\{[^}]*voicenter[^}]*SUSPECT[^}]*\} 2/);

  await using started = await startSwitchboard({ sandbox: { data: { ...aCompany([]), extensions: [] } } });
  expect(await started.query(EXTENSIONS)).toEqual(NONE);
  expect(started.log).toContainEqual(expect.objectContaining({ msg: 'suspect response', total: 1 }));
});

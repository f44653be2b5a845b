import { expect, test } from '@jest/globals';
import { aCompany } from '../support/a-company.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../support/a-switchboard.js';

const EXTENSIONS = '{ extensions { totalCount nodes { sip } } }';
const NONE = {
  data: { extensions: null },
  errors: [{ extensions: { code: 'UPSTREAM_UNAUTHORIZED', provider: 'voicenter', retryable: false } }],
};

// Red if an empty list is returned as such, replaced by the previous list, or not reported.
test('an empty extension list is an error, at startup or after a full one, and is logged and counted as suspect', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    maxStale: 3600,
    metrics: true,
  });
  const suspects = () => board.log.filter(({ msg }) => msg === 'suspect answer');
  expect(await board.query(EXTENSIONS)).toMatchObject({ data: { extensions: { totalCount: 1 } } });
  expect(suspects()).toEqual([]);
  board.sandbox.data.extensions = [];
  for (let index = 0; index < 2; index += 1) expect(await board.query(EXTENSIONS)).toMatchObject(NONE);
  const reason = 'no extensions: wrong code?';
  expect(suspects()).toMatchObject([
    { provider: 'voicenter', workspace: 'sandbox', reason, total: 1 },
    { total: 2 },
  ]);
  const metrics = await (await fetch(`${board.url}/metrics`)).text();
  expect(metrics).toMatch(/oddities_total\{[^}]*voicenter[^}]*SUSPECT[^}]*\} 2/);

  await using started = await startSwitchboard({ sandbox: { data: { ...aCompany([]), extensions: [] } } });
  expect(await started.query(EXTENSIONS)).toMatchObject(NONE);
  expect(started.log).toContainEqual(expect.objectContaining({ msg: 'suspect answer', total: 1 }));
});

// Red if a wrong code looks like a company whose agents have no extensions.
test('an agent’s extension is an error if the code fits no account, and the call arrives nevertheless', async () => {
  await using board = await startSwitchboard({
    workspaces: (sandbox) => {
      const { voicenter, ...others } = sandboxWorkspace(sandbox);
      return [{ ...others, voicenter: voicenter && { ...voicenter, code: 'fits-no-account' } }];
    },
  });
  const answer = await board.query('{ calls(first: 1) { nodes { uuid agents { extension { sip } } } } }');
  expect(answer).toMatchObject({ data: { calls: { nodes: [{ uuid: expect.any(String) }] } } });
  expect(answer.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAUTHORIZED' } }]);
});

import { expect, test } from '@jest/globals';
import { openScope } from '../../../src/domain/operation/operation-scope.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import { connectCcrm } from '../../providers/ccrm/a-ccrm.js';
import { aCall } from '../../support/builders.js';

// Red if only the first attempt of a request waits for its turn: the archive would exceed its budget.
test.each([500, 429])(
  'a background request that gets %d waits for another turn before its retry',
  async (status) => {
    const sandbox = await startSandbox({ data: { calls: [aCall({ callDate: '2025-03-12 10:00:00' })] } });
    sandbox.behaviour.faults = [{ provider: 'ccrm', status, times: 1 }];
    const ccrm = connectCcrm({ url: sandbox.ccrmUrl, token: sandbox.credentials.ccrmToken });
    const sentBefore: number[] = [];
    const scope = openScope({
      signal: AbortSignal.timeout(30_000),
      pace: () => Promise.resolve(void sentBefore.push(sandbox.requests.length)),
    });
    const range = { from: Date.parse('2025-03-12T00:00:00Z'), to: Date.parse('2025-03-13T00:00:00Z') };
    expect(await ccrm.open(scope).count(range)).toBe(1);
    expect(sandbox.requests.map(({ route }) => route)).toEqual(['callHistory', 'callHistory']);
    expect(sentBefore).toEqual([0, 1]);
    ccrm.disconnect();
    await sandbox.close();
  },
);

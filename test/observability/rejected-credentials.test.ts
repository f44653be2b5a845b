import { expect, test } from '@jest/globals';
import { startSwitchboard } from '../support/a-switchboard.js';
import { expectMeasured } from '../support/measured.js';

const CALLS = 'calls(from: "2025-03-12T00:00:00Z", to: "2025-03-12T01:00:00Z") { totalCount }';

// Red if the status decides: the alert about rejected requests would never fire for Voicenter, whose errors have 200.
test('a response with status 200 that rejects the credentials counts, and is logged, as REFUSED', async () => {
  await using board = await startSwitchboard({ metrics: true });
  board.sandbox.behaviour.faults = [
    { route: 'GetExtensions', status: 200, body: { ERR: 1, DESC: 'Unauthorized', EXTENSIONS: [] } },
    { route: 'callHistory', status: 200, body: { success: false, message: 'Unauthorized' } },
  ];
  const { errors = [] } = await board.query(`{ extensions { totalCount } ${CALLS} }`);
  const codes = errors.map(({ extensions }) => extensions?.['code']);
  expect(codes).toEqual(['UPSTREAM_UNAUTHORIZED', 'UPSTREAM_UNAUTHORIZED']);
  const labels = (provider: string, route: string) =>
    `provider="${provider}",workspace="sandbox",route="${route}",outcome="REFUSED"`;
  await expectMeasured(board, ['upstream_requests_total'], {
    [`upstream_requests_total{${labels('voicenter', 'getExtensions')}}`]: 1,
    [`upstream_requests_total{${labels('ccrm', 'callHistory')}}`]: 1,
  });
  const lines = board.log.filter(({ msg }) => msg === 'upstream request');
  expect(lines).toMatchObject([{ outcome: 'REFUSED' }, { outcome: 'REFUSED' }]);
});

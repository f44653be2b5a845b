import { expect, test } from '@jest/globals';
import type { Call, CallLocation } from '../../../src/domain/call.js';
import { Loaders } from '../../../src/graph/loading/loaders.js';
import { aDecodedCall } from '../../providers/ccrm/a-decoded-call.js';
import { aScope } from '../../support/a-scope.js';
import { aWalkOnlyHistory } from '../../support/a-walk-only-history.js';
import { numberedUuid } from '../../support/builders.js';

const first = aDecodedCall({ uuid: numberedUuid(1) });
const second = aDecodedCall({ uuid: numberedUuid(2) });
const third = aDecodedCall({ uuid: numberedUuid(3) });
const calls = [first, second, third];

/** Loaders of a workspace whose call history has these calls, and the uuids of each batch that it was asked for. */
function someLoaders() {
  const batches: string[][] = [];
  const find = (locations: readonly CallLocation[]) => {
    batches.push(locations.map(({ uuid }) => uuid));
    return Promise.resolve(new Map(calls.map((call): [string, Call] => [call.uuid, call])));
  };
  const history = {
    ...aWalkOnlyHistory(() => {
      throw new Error('not asked');
    }),
    find,
  };
  const workspace = { id: 'acme', extensions: null, client: null, calls: { openHistory: () => history } };
  return { loaders: new Loaders(new Map([['acme', workspace]]), aScope(), {}), batches };
}

test('calls that were read aren’t requested again, whether before or after the first load by location', async () => {
  const { loaders, batches } = someLoaders();
  loaders.primeCall(first);
  const loaded = [first, second].map((call) => loaders.callByLocation.load(call));
  await expect(Promise.all(loaded)).resolves.toEqual([first, second]);
  loaders.primeCall(third);
  await expect(loaders.callByLocation.load(third)).resolves.toBe(third);
  expect(batches).toEqual([[second.uuid]]);
});

test('a call with another time than its key is null', async () => {
  const { loaders } = someLoaders();
  const moved = { ...first, localDate: '2025-03-12 11:24:58' };
  const loaded = [first, moved].map((each) => loaders.callByLocation.load(each));
  await expect(Promise.all(loaded)).resolves.toEqual([first, null]);
});

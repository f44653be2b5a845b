import { expect, test } from '@jest/globals';
import { print } from 'graphql';
import { CallsWithNotesDocument } from '../generated/operations.js';
import { aCompany, DAY } from '../graph/a-company.js';
import { eventually } from '../resilience/eventually.js';
import { startSwitchboard } from './a-switchboard.js';

test('a caller who has gone ends the requests under way and starts no others', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany(Array.from({ length: 50 }, (_, index) => index)) },
    upstream: { attemptTimeout: 60, deadline: 60 },
  });
  const { sandbox, log } = board;
  sandbox.behaviour.faults = [{ route: 'notes', hang: true }];
  const notes = () => sandbox.requests.filter(({ route }) => route === 'notes');

  const caller = new AbortController();
  const answer = fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(CallsWithNotesDocument), variables: DAY }),
    signal: caller.signal,
  });
  await eventually(() => notes().length === 16);
  caller.abort();
  await expect(answer).rejects.toThrow();

  await eventually(() => notes().every(({ outcome }) => outcome === 'aborted'));
  await eventually(() => log.some(({ msg, gone }) => msg === 'request' && gone === true));
  expect(notes()).toHaveLength(16);
});

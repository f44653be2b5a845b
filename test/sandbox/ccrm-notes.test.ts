import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aCall, aNote, numberedUuid } from '../support/builders.js';

const CALL = aCall({ note: 1 });

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ data: { calls: [CALL], notes: { [CALL.uuid]: [aNote()] } } });
});

afterAll(() => sandbox.close());

async function notes(query: string, token = sandbox.credentials.ccrmToken): Promise<Response> {
  return fetch(`${sandbox.ccrmUrl}/notes${query}`, { headers: { authorization: `Bearer ${token}` } });
}

test('the notes of a call are returned with `success` as a string', async () => {
  expect(await (await notes(`?callHistory=${CALL.uuid}`)).json()).toEqual({
    success: 'true',
    data: [aNote()],
    otherData: { totalCount: 1 },
    message: 'OK',
  });
});

test('an unknown call has no notes', async () => {
  const response = await notes(`?callHistory=${numberedUuid(7)}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ data: [], otherData: { totalCount: 0 } });
});

test.each(['', '?callHistory=', '?callHistory=7', '?call=e4baaa94-095a-41b3-b638-203dcfcfd3fe'])(
  'notes%s returns 400',
  async (query) => {
    const response = await notes(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ success: 'false' });
  },
);

test('a wrong key is rejected with the documented message', async () => {
  const response = await notes(`?callHistory=${CALL.uuid}`, 'wrong');
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ success: false, message: 'Unauthorized' });
});

test('a note added at runtime is served', async () => {
  sandbox.data.notes[CALL.uuid]?.push(aNote({ uuid: numberedUuid(2) }));
  expect(await (await notes(`?callHistory=${CALL.uuid}`)).json()).toMatchObject({
    otherData: { totalCount: 2 },
  });
});

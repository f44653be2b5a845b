import { expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/graph/relay/global-id.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

const MESSAGE = 'an id names a workspace that is not configured';

function extensionId(workspace: string): string {
  return encodeGlobalId({ kind: 'Extension', workspace, sip: 'acmeSIP107' });
}

function logged({ log }: Switchboard): readonly unknown[] {
  return log.filter(({ msg }) => msg === MESSAGE).map(({ workspace, configured }) => [workspace, configured]);
}

/** Queries the ids through every field that accepts them. */
async function askFor(board: Switchboard, ids: readonly string[], headers = {}): Promise<unknown> {
  const { data } = await board.query(
    `query ($id: ID!, $ids: [ID!]!, $of: [_Any!]!) {
      node(id: $id) { id }
      nodes(ids: $ids) { id }
      _entities(representations: $of) { __typename }
    }`,
    { id: ids[0] ?? '', ids, of: ids.map((id) => ({ __typename: 'Extension', id })) },
    headers,
  );
  return data;
}

test('an id of an unknown workspace resolves to null and is logged once', async () => {
  await using board = await startSwitchboard({
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
  for (let time = 0; time < 2; time += 1) {
    expect(await askFor(board, [extensionId('default'), extensionId('acme')])).toMatchObject({
      node: null,
      nodes: [null, { id: extensionId('acme') }],
      _entities: [null, { __typename: 'Extension' }],
    });
  }
  expect(logged(board)).toEqual([['default', ['acme']]]);
  expect(JSON.stringify(board.log)).not.toContain('SIP107');
});

test('logs at most twenty unknown workspaces, and no invalid names', async () => {
  await using board = await startSwitchboard();
  const madeUp = ['48777888999', 'jan.kowalski@example.com', 'Jan Kowalski', 'a'.repeat(65), ''];
  await askFor(board, madeUp.map(extensionId));
  expect(logged(board)).toEqual([]);
  const many = Array.from({ length: 30 }, (_, index) => `company-${index}`);
  await askFor(board, many.map(extensionId));
  expect(logged(board)).toHaveLength(20);
});

test('doesn’t log a configured workspace that the caller can’t access', async () => {
  await using board = await startSwitchboard({
    workspaces: (sandbox) => ['acme', 'globex'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
    auth: anAuth([anApiKey('of-acme')]),
  });
  const answer = await askFor(board, [extensionId('globex')], { 'x-api-key': 'of-acme' });
  expect(answer).toEqual({ node: null, nodes: [null], _entities: [null] });
  expect(logged(board)).toEqual([]);
});

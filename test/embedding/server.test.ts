import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createSwitchboard, SettingsError } from '../../src/index.js';
import { anExtension } from '../support/builders.js';
import { embed } from './an-embedded-switchboard.js';

const QUERY = '{ extensions { nodes { sip } } }';
const EXTENSIONS = [anExtension({ SIP: 'sip1' })];
const FOUND = { data: { extensions: { nodes: [{ sip: 'sip1' }] } } };

test('server() is a Fastify instance that answers without listening, and takes routes of the program’s own', async () => {
  await using embedded = await embed({ extensions: EXTENSIONS });
  const server = await embedded.switchboard.server();
  server.get('/of-my-own', () => ({ mine: true }));
  expect((await server.inject('/of-my-own')).json()).toEqual({ mine: true });
  const answer = await server.inject({ method: 'POST', url: '/graphql', payload: { query: QUERY } });
  expect(answer.json()).toEqual(FOUND);
  expect(server.server.listening).toBe(false);
  expect(await embedded.switchboard.server()).toBe(server);
});

test('listen() serves at the settings’ host and port', async () => {
  await using embedded = await embed({ extensions: EXTENSIONS }, { server: { port: 0 } });
  const url = await embedded.switchboard.listen();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  expect(await response.json()).toEqual(FOUND);
});

test('without a provider it serves the sandbox', async () => {
  await using switchboard = await createSwitchboard();
  const graph = await switchboard.graph();
  const document = parse('{ workspaces { id } }');
  expect(await graph.execute({ document }, { caller: 'ANYONE' })).toMatchObject({
    data: { workspaces: [{ id: 'sandbox' }] },
  });
});

test('wrong settings reject, each by its name and without its value', async () => {
  const settings = { workspaces: [{ id: 'acme', ccrm: { name: 'acme', token: 7 } }], limits: { tokns: 1 } };
  const error: unknown = await createSwitchboard({ settings }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SettingsError);
  expect(String(error)).toContain('workspaces[0].ccrm.token');
  expect(String(error)).toContain('limits.tokns');
});

test('strangers are kept out of a server that listens on every address, as ever', async () => {
  const settings = { server: { host: '0.0.0.0' }, sandbox: {} };
  await expect(createSwitchboard({ settings })).rejects.toThrow('auth: expected apiKeys or jwt');
});

test('after close() nothing of it can be had any more', async () => {
  const { switchboard, sandbox } = await embed();
  await switchboard.graph();
  await switchboard.close();
  await expect(switchboard.server()).rejects.toThrow('This Switchboard is closed.');
  await expect(switchboard.graph()).rejects.toThrow('This Switchboard is closed.');
  await switchboard.close();
  await sandbox.close();
});

import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createSwitchboard, SettingsError } from '../../src/index.js';
import { anExtension } from '../support/builders.js';
import { embed } from './an-embedded-switchboard.js';

const QUERY = '{ extensions { nodes { sip } } }';
const EXTENSIONS = [anExtension({ SIP: 'sip1' })];
const FOUND = { data: { extensions: { nodes: [{ sip: 'sip1' }] } } };

test('server() returns a Fastify instance that answers without listening and accepts the program’s own routes', async () => {
  await using embedded = await embed({ extensions: EXTENSIONS });
  const server = await embedded.switchboard.server();
  server.get('/of-my-own', () => ({ mine: true }));
  expect((await server.inject('/of-my-own')).json()).toEqual({ mine: true });
  const answer = await server.inject({ method: 'POST', url: '/graphql', payload: { query: QUERY } });
  expect(answer.json()).toEqual(FOUND);
  expect(server.server.listening).toBe(false);
  expect(await embedded.switchboard.server()).toBe(server);
});

test('listen() serves on the configured host and port', async () => {
  await using embedded = await embed({ extensions: EXTENSIONS }, { server: { port: 0 } });
  const url = await embedded.switchboard.listen();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  expect(await response.json()).toEqual(FOUND);
});

test('createSwitchboard() without a provider serves the sandbox', async () => {
  await using switchboard = await createSwitchboard();
  const graph = await switchboard.graph();
  const document = parse('{ workspaces { id } }');
  expect(await graph.execute({ document }, { caller: 'ANYONE' })).toMatchObject({
    data: { workspaces: [{ id: 'sandbox' }] },
  });
});

test('createSwitchboard() rejects settings that aren’t an object, and names the option', async () => {
  const settings = JSON.parse('["switchboard.yaml"]');
  await expect(createSwitchboard({ settings })).rejects.toThrow('settings: expected a mapping of server,');
});

test('createSwitchboard() rejects invalid settings, and names each of them without its value', async () => {
  const settings = { workspaces: [{ id: 'acme', ccrm: { name: 'acme', token: 7 } }], limits: { tokns: 1 } };
  const error: unknown = await createSwitchboard({ settings }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SettingsError);
  expect(String(error)).toContain('workspaces[0].ccrm.token');
  expect(String(error)).toContain('limits.tokns');
});

test('createSwitchboard() rejects listening on every address without authentication', async () => {
  const settings = { server: { host: '0.0.0.0' }, sandbox: {} };
  await expect(createSwitchboard({ settings })).rejects.toThrow('auth: expected apiKeys or jwt');
});

test('server() and graph() reject after close()', async () => {
  const { switchboard, sandbox } = await embed();
  await switchboard.graph();
  await switchboard.close();
  await expect(switchboard.server()).rejects.toThrow('This Switchboard is closed.');
  await expect(switchboard.graph()).rejects.toThrow('This Switchboard is closed.');
  await switchboard.close();
  await sandbox.close();
});

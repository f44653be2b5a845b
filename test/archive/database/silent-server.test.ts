import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { inspectDatabase } from '../../../src/archive/database/inspect-database.js';

/** PostgreSQL's messages AuthenticationOk and ReadyForQuery. */
const ACCEPTED = Buffer.from('520000000800000000' + '5a0000000549', 'hex');

// Red without a limit for the answer: the doctor never ends.
test('a PostgreSQL that accepts a connection and then falls silent is reported', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(ACCEPTED));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const url = new URL(`postgres://switchboard@127.0.0.1:${port}/archive`);
  await expect(inspectDatabase({ kind: 'postgres', url })).rejects.toThrow('the database doesn’t respond');
  server.close();
}, 20_000);

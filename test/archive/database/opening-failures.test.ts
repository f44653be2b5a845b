import dns from 'node:dns';
import { createServer } from 'node:net';
import { afterEach, expect, jest, test } from '@jest/globals';
import { openDatabase } from '../../../src/archive/database/database.js';
import { databaseReason } from '../../../src/domain/archive/archive-errors.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';

type Found = (error: null, addresses: readonly { address: string; family: number }[]) => void;

afterEach(() => {
  jest.restoreAllMocks();
});

const urlAt = (port: number) => new URL(`postgres://switchboard:secret@localhost:${String(port)}/archive`);

// Red if only the message is used: an error of several addresses has none.
test('the reason why a database with two addresses can’t be reached is the error’s code', async () => {
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, found: Found) => {
    setImmediate(found, null, addresses);
  }) as never);
  const opening = openDatabase({ kind: 'postgres', url: urlAt(await freePort()) });
  expect(await opening.then(() => null, databaseReason)).toBe('ECONNREFUSED');
});

// Red if only the first failure is logged: in compose.yaml, that is of a server which hasn't started yet.
test('each new reason why the database can’t be opened is logged once', async () => {
  const port = await freePort();
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'postgres', url: urlAt(port) },
      since: null,
      requestsPerMinute: 30,
      keepDays: null,
    },
  });
  const reasons = () => switchboard.log.flatMap(({ reason }) => reason ?? []);
  const refused = expect.stringContaining('ECONNREFUSED');
  await eventually(() => reasons().length > 0);
  let refusals = 0;
  const refusing = createServer((socket) => {
    refusals += 1;
    socket.destroy();
  }).listen(port, '127.0.0.1');
  await eventually(() => refusals > 1);
  refusing.close();
  expect(reasons()).toEqual([refused, 'Connection terminated unexpectedly']);
}, 60_000);

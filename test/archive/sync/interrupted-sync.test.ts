import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import { buildProgram } from '../../support/a-process.js';
import { archiveEnvironment, startArchiveCommand } from '../../support/an-archive-command.js';
import { manyCalls } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { startPostgres } from '../a-postgres.js';
import { startRelay } from '../a-relay.js';

// Red if the exit waits for the database without a limit: half a minute, and as long again for its connections.
test('an interrupted `archive sync` exits soon although PostgreSQL doesn’t answer', async () => {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  await using relay = await startRelay(url);
  const calls = manyCalls(5000, { from: '2024-01-01 00:00:00', to: '2025-03-01 00:00:00' });
  const sandbox = await startSandbox({ data: { calls } });
  const program = await buildProgram();
  const env = archiveEnvironment(sandbox, relay.urlOf(url).href, '2024-01-01');
  const command = startArchiveCommand(program, env, ['sync']);
  await eventually(() => sandbox.requests.length > 3);
  relay.isCut = true;
  command.process.kill('SIGINT');
  expect(await Promise.race([command.end, sleep(15_000, 'still running', { ref: false })])).toMatchObject({
    code: 130,
    complaint: 'Not waiting any longer: the archive’s database doesn’t respond.\n',
  });
  program.kill();
  await sandbox.close();
  await postgres.stop();
}, 60_000);

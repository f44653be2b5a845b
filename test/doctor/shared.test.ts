import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../src/archive/database/database.js';
import type { ArchiveEngine } from '../../src/config/settings.js';
import { diagnose, type Report } from '../../src/doctor/doctor.js';
import { doctorText } from '../../src/app/commands/doctor-text.js';
import { freePort } from '../support/free-port.js';
import { type PostgresServer, startPostgres } from '../archive/a-postgres.js';
import { describeEngines } from '../archive/engines.js';
import { SERVED } from '../support/a-switchboard.js';
import { aLogger } from '../support/a-logger.js';
import { describeWithRedis, startRedis } from '../support/a-redis.js';

/** The report on shared services, without any workspace. */
function sharedReport(engine: ArchiveEngine | null, redisUrl: URL | null = null): Promise<Report> {
  const archive = engine && { engine, since: null, requestsPerMinute: 30, keepDays: null };
  const { upstream } = SERVED;
  return diagnose({ workspaces: [], upstream, archive, cache: { redisUrl } }, aLogger().logger);
}

describe('the archive in SQLite', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchboard-doctor-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is good before its file exists, and the doctor doesn’t create it', async () => {
    const report = await sharedReport({ kind: 'sqlite', path: join(folder, 'new.db') });
    expect(report).toMatchObject({
      problems: 0,
      shared: [{ check: 'archive', verdict: 'GOOD', facts: { engine: 'sqlite', reason: null } }],
    });
    expect(await readdir(folder)).toEqual([]);
    expect(doctorText(report)).toMatch(/^shared\n {2}ok {2}archive {4}The database is empty/u);
  });

  test('is good while in use, and a problem if the file isn’t a database or its folder is missing', async () => {
    const path = join(folder, 'used.db');
    const database = await openDatabase({ kind: 'sqlite', path });
    try {
      expect((await sharedReport({ kind: 'sqlite', path })).shared).toMatchObject([
        { verdict: 'GOOD', text: 'The database can be opened.' },
      ]);
    } finally {
      await database.close();
    }
    const wrong = [join(process.cwd(), 'package.json'), join(folder, 'none', 'a.db')];
    const reports = await Promise.all(wrong.map((each) => sharedReport({ kind: 'sqlite', path: each })));
    expect(reports.map(({ problems }) => problems)).toEqual([1, 1]);
    expect(reports.map(({ shared }) => shared[0]?.facts['reason'])).toEqual([
      'file is not a database',
      expect.stringContaining('ENOENT'),
    ]);
  });
});

describe('the archive in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server.stop());

  test('is good if empty, and a problem with a wrong password, which isn’t printed', async () => {
    const url = await server.createDatabase();
    expect((await sharedReport({ kind: 'postgres', url })).shared).toMatchObject([
      { check: 'archive', verdict: 'GOOD', facts: { engine: 'postgres', reason: null } },
    ]);
    const wrong = new URL(url);
    wrong.password = 'not-this-one';
    const report = await sharedReport({ kind: 'postgres', url: wrong });
    expect(report.shared).toMatchObject([{ verdict: 'PROBLEM', facts: { engine: 'postgres' } }]);
    expect(JSON.stringify(report)).not.toContain('not-this-one');
  });

  // Red if the doctor only connects.
  test('is a problem if the server could open but not use it', async () => {
    const url = await server.createDatabase();
    const engine = { kind: 'postgres', url } as const;
    const database = await openDatabase(engine);
    const run = (statement: string) => sql.raw(statement).execute(database.tables);
    const findingFor = async (user: string) => {
      const address = new URL(url);
      address.username = user;
      return (await sharedReport({ ...engine, url: address })).shared[0];
    };
    try {
      expect(await findingFor('switchboard')).toMatchObject({ verdict: 'GOOD' });
      await run(`create role reader login password 'secret' in role pg_read_all_data`);
      expect(await findingFor('reader')).toMatchObject({
        verdict: 'PROBLEM',
        facts: { reason: 'its user may not read and write `archive_migration_lock`' },
      });
      await run(`grant all on all tables in schema public to reader`);
      expect(await findingFor('reader')).toMatchObject({ verdict: 'GOOD' });
      await run(`alter role reader set default_transaction_read_only = on`);
      expect(await findingFor('reader')).toMatchObject({
        verdict: 'PROBLEM',
        text: 'The database can’t be used: it is read-only. All data is read live.',
      });
    } finally {
      await database.close();
    }
  });

  test('is a problem if nothing listens at its address', async () => {
    const url = new URL(`postgres://a:b@127.0.0.1:${String(await freePort())}/c`);
    expect((await sharedReport({ kind: 'postgres', url })).shared).toMatchObject([
      { verdict: 'PROBLEM', facts: { reason: expect.stringContaining('ECONNREFUSED') } },
    ]);
  });
});

describeEngines((create) => {
  test('an archive that a later release has migrated is a problem', async () => {
    const engine = await create();
    const later = await openDatabase(engine);
    await sql`insert into archive_migration values ('900-later', '2030-01-01T00:00:00.000Z')`.execute(
      later.tables,
    );
    await later.close();
    const { shared } = await sharedReport(engine);
    expect(shared).toMatchObject([
      {
        verdict: 'PROBLEM',
        facts: {
          reason: 'a later release has migrated it (900-later): run that release, or use an earlier backup',
        },
      },
    ]);
  });
});

describeWithRedis('Redis', () => {
  test('is good if it accepts writes, and a problem if it rejects them, the password or the connection', async () => {
    const redis = await startRedis('secret');
    try {
      expect((await sharedReport(null, redis.url)).shared).toEqual([
        expect.objectContaining({ check: 'redis', verdict: 'GOOD', facts: { reason: null } }),
      ]);
      await redis.client.acl('SETUSER', 'reader', 'on', '>reads', '~*', '+@read', '+@connection');
      const reader = new URL(redis.url);
      reader.username = 'reader';
      reader.password = 'reads';
      const stranger = new URL(redis.url);
      stranger.password = 'not-this-one';
      const nowhere = new URL(`redis://127.0.0.1:${String(await freePort())}`);
      const reports = await Promise.all([reader, stranger, nowhere].map((url) => sharedReport(null, url)));
      expect(reports.map(({ shared }) => [shared[0]?.verdict, shared[0]?.facts['reason']])).toEqual([
        ['PROBLEM', 'NOPERM'],
        ['PROBLEM', 'WRONGPASS'],
        ['PROBLEM', 'ECONNREFUSED'],
      ]);
      expect(JSON.stringify(reports)).not.toContain('not-this-one');
    } finally {
      await redis.close();
    }
  });

  // Red if the doctor waits for each reply without a limit.
  test('is a problem if it accepts connections, but never replies', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { shared } = await sharedReport(null, new URL(`redis://127.0.0.1:${String(port)}`));
    expect(shared).toMatchObject([{ verdict: 'PROBLEM', facts: { reason: 'TIMEOUT' } }]);
    await once(silent.close(), 'close');
  }, 20_000);

  test('is a problem if its account lacks any of the commands that replicas need', async () => {
    const redis = await startRedis();
    try {
      const needed = ['set', 'mget', 'zadd', 'zrevrange', 'zrem', 'unlink', 'pexpire'];
      const verdicts = async (commands: readonly string[]) => {
        const rights = commands.map((command) => `+${command}`);
        await redis.client.acl('SETUSER', 'app', 'reset', 'on', '>secret', '~switchboard:*', ...rights);
        const app = new URL(redis.url);
        app.username = 'app';
        app.password = 'secret';
        const { shared } = await sharedReport(null, app);
        return shared.map(({ verdict, facts }) => [verdict, facts['reason']]);
      };
      expect(await verdicts(needed)).toEqual([['GOOD', null]]);
      for (const missing of needed) {
        const others = needed.filter((command) => command !== missing);
        expect([missing, ...(await verdicts(others))]).toEqual([missing, ['PROBLEM', 'NOPERM']]);
      }
    } finally {
      await redis.close();
    }
  });

  test('is a problem if the database in its address can’t be selected', async () => {
    const redis = await startRedis();
    try {
      const findingOn = async (database: string) =>
        (await sharedReport(null, new URL(database, redis.url))).shared[0];
      expect(await findingOn('/3')).toMatchObject({ verdict: 'GOOD' });
      expect(await findingOn('/99')).toMatchObject({ verdict: 'PROBLEM', facts: { reason: 'ERR' } });
      await redis.client.acl('SETUSER', 'default', '-select');
      expect(await findingOn('/3')).toMatchObject({
        verdict: 'PROBLEM',
        text: 'Rejects a command that replicas send: NOPERM. Replicas share no data.',
        facts: { reason: 'NOPERM' },
      });
      expect(await findingOn('/0')).toMatchObject({ verdict: 'GOOD' });
    } finally {
      await redis.close();
    }
  });
});

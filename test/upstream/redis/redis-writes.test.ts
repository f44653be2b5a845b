import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createResponseCache } from '../../../src/operations/response-cache/response-cache.js';
import { eventually } from '../../support/eventually.js';
import { aClient } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { answerJson, startHttpServer, type TestServer } from '../../support/http-server.js';
import { aClock } from '../../support/a-clock.js';
import { describeWithRedis, type RedisServer, startRedis } from '../../support/a-redis.js';
import { TTL, usesRedis } from '../../support/replicas.js';

const CLIENT = '{ client { timezone } }';
const UPDATE = `mutation { updateClient(input: { timezone: "Asia/Tokyo" }) { client { timezone } } }`;
const MOSCOW = { client: { timezone: 'Europe/Moscow' } };
const TOKYO = { client: { timezone: 'Asia/Tokyo' } };

/** The clock is stopped, so nothing that was read expires by itself. */
const { now } = aClock('2025-03-17T10:00:00Z');

describeWithRedis('a write on one of two replicas', () => {
  let redis: RedisServer;
  let ringme: TestServer;
  let first: Switchboard;
  let second: Switchboard;
  let timezone: string;
  /** A GET waits for this promise, and then returns the client as of its arrival. */
  let held: Promise<unknown> | null;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  beforeEach(async () => {
    await redis.client.flushall();
    timezone = 'Europe/Moscow';
    held = null;
    ringme = await startHttpServer(({ method }, response) => {
      const before = aClient({ timezone });
      if (method === 'PUT') timezone = 'Asia/Tokyo';
      if (method === 'PUT' || held === null) return answerJson(response, aClient({ timezone }));
      void held.then(() => answerJson(response, before));
    });
    first = await start('token');
    await eventually(() => usesRedis(first));
    second = await start('token');
    await eventually(() => usesRedis(second));
  });
  afterEach(async () => {
    await Promise.all([first.close(), second.close()]);
    await ringme.close();
  });

  function start(token: string): Promise<Switchboard> {
    const account = { url: ringme.url, clientId: '@me', auth: { kind: 'token', token } } as const;
    return startSwitchboard({
      ttl: TTL,
      maxStale: 3600,
      redisUrl: redis.url,
      // Each replica has its own, so that a write on another must reach it, too.
      responses: createResponseCache({ now }),
      now,
      upstream: { attemptTimeout: 10 },
      workspaces: () => [{ id: 'acme', country: null, voicenter: null, ringme: account, ccrm: null }],
    });
  }

  async function ask(board: Switchboard, query = CLIENT): Promise<unknown> {
    const { data, errors } = await board.query(query);
    expect(errors).toBeUndefined();
    return data;
  }

  const isTold = async (board: Switchboard) =>
    JSON.stringify((await board.query(CLIENT)).data) === JSON.stringify(TOKYO);
  const clientKeys = () => redis.client.keys('*:client');
  const gets = () => ringme.arrived.filter(({ method }) => method === 'GET').length;

  // Red if no replica polls for other replicas' writes.
  test('is soon visible on the other one', async () => {
    expect(await ask(first)).toEqual(MOSCOW);
    expect(await ask(second)).toEqual(MOSCOW);
    await ask(first, UPDATE);
    await eventually(() => isTold(second));
    expect(await ask(first)).toEqual(TOKYO);
  });

  // Red if the write doesn't wait until Redis has a new generation.
  test('is announced in Redis before it is answered', async () => {
    await ask(first);
    await eventually(async () => (await clientKeys()).length === 1);
    const [generation = ''] = await redis.client.keys('*:generation');
    const before = await redis.client.get(generation);
    await ask(first, UPDATE);
    expect(await redis.client.get(generation)).not.toBe(before);
    expect(await ask(first)).toEqual(TOKYO);
  });

  // Red if a response requested before the write is cached as if it had been requested after it.
  test('isn’t undone by an in-flight read on the other one', async () => {
    const hold = Promise.withResolvers<null>();
    held = hold.promise;
    const before = ask(second);
    await eventually(() => gets() === 1);
    held = null;
    await ask(first, UPDATE);
    hold.resolve(null);
    expect(await before).toEqual(MOSCOW);
    expect(await ask(first)).toEqual(TOKYO);
    await eventually(() => isTold(second));
    expect(await ask(second)).toEqual(TOKYO);
  });

  test('isn’t undone by a read that ends long after the other one has noticed the write', async () => {
    const hold = Promise.withResolvers<null>();
    held = hold.promise;
    const before = ask(second);
    await eventually(() => gets() === 1);
    held = null;
    await ask(first, UPDATE);
    const later: Promise<unknown>[] = [];
    await eventually(() => {
      later.push(ask(second));
      return gets() === 2;
    });
    hold.resolve(null);
    expect(await before).toEqual(MOSCOW);
    expect((await Promise.all(later)).at(-1)).toEqual(TOKYO);
    expect(await ask(second)).toEqual(TOKYO);
    expect(await ask(first)).toEqual(TOKYO);
  });

  /** Disconnects the first or second replica; call the returned function to reconnect it. */
  async function cutOff(which: 0 | 1): Promise<() => Promise<unknown>> {
    const clients = String(await redis.client.client('LIST')).split('\n');
    const own = clients.filter((line) => line.includes('name=switchboard '));
    const [, id = ''] = /^id=(\d+) /.exec(own[which] ?? '') ?? [];
    await redis.client.config('SET', 'maxclients', '2');
    await redis.client.client('KILL', 'ID', id);
    await eventually(() => !usesRedis(which === 0 ? first : second));
    return () => redis.client.config('SET', 'maxclients', '100');
  }

  // Red if a write that couldn't be announced in Redis isn't announced later, or Redis is trusted until then.
  test('that can’t be announced in Redis at once is announced as soon as it can', async () => {
    expect(await ask(second)).toEqual(MOSCOW);
    await eventually(async () => (await clientKeys()).length === 1);
    const restore = await cutOff(0);
    await ask(first, UPDATE);
    expect(await ask(first)).toEqual(TOKYO);
    expect(await ask(second)).toEqual(MOSCOW);
    await restore();
    await eventually(() => isTold(second));
    expect(await ask(first)).toEqual(TOKYO);
  });

  // Red if data read before the loss of Redis is still trusted when Redis is back.
  test('while the other one has lost Redis is visible there once it reconnects', async () => {
    expect(await ask(second)).toEqual(MOSCOW);
    const restore = await cutOff(1);
    await ask(first, UPDATE);
    expect(await ask(second)).toEqual(MOSCOW);
    await restore();
    await eventually(() => isTold(second));
  });

  test('is visible after Redis has restarted empty', async () => {
    expect(await ask(second)).toEqual(MOSCOW);
    await redis.kill();
    await ask(first, UPDATE);
    await redis.restart();
    await eventually(() => isTold(second));
    expect(await ask(first)).toEqual(TOKYO);
  });

  test('with other credentials invalidates nothing of this account', async () => {
    await using other = await start('another token');
    await eventually(() => usesRedis(other));
    expect(await ask(first)).toEqual(MOSCOW);
    await eventually(async () => (await clientKeys()).length === 1);
    await ask(other, UPDATE);
    expect(await ask(second)).toEqual(MOSCOW);
  });
});

describeWithRedis('a rejection of the credentials', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  // Red if a rejection invalidates only the data in memory.
  test('also invalidates the data that replicas share', async () => {
    await using board = await startSwitchboard({ ttl: TTL, maxStale: 3600, redisUrl: redis.url, now });
    const keys = () => redis.client.keys('*:ccrm:*:generation');
    await eventually(async () => (await keys()).length === 1);
    const [generation = ''] = await keys();
    const before = await redis.client.get(generation);
    board.sandbox.behaviour.faults = [{ status: 401, body: {} }];
    const query = '{ calls(from: "2025-03-12T00:00:00Z", to: "2025-03-13T00:00:00Z") { totalCount } }';
    expect((await board.query(query)).errors).toMatchObject([
      { extensions: { code: 'UPSTREAM_UNAUTHORIZED' } },
    ]);
    await eventually(async () => (await redis.client.get(generation)) !== before);
  });
});

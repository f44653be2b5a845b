import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { ANYBODY } from '../../src/auth/principal.js';
import { ANYONE } from '../../src/domain/caller.js';
import { createOperationOpener, openWork } from '../../src/operations/operation-context.js';

const MIB = 1024 ** 2;

// Red if all callers share one slot in the queue of the event loop.
test('an operation’s work is done in its caller’s turns', () => {
  const limits = { requests: 1, values: 1 };
  const { scope, close } = openWork({ workspaces: new Map(), deadline: 1, limits, caller: ANYONE });
  expect(scope.caller).toBe(ANYONE);
  close();
});

// Red with a WeakMap by request, whose old entries V8 follows until a full collection.
test('a context is collected with its request, without a full collection', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const usedAfter = (type: 'minor' | 'major') => {
    if (typeof collect !== 'function') throw new Error('no garbage collection');
    for (let round = 0; round < 3; round += 1) Reflect.apply(collect, undefined, [{ type }]);
    return getHeapStatistics().used_heap_size;
  };
  const open = createOperationOpener({
    workspaces: new Map(),
    deadline: 1,
    limits: { requests: 1, values: 1 },
    now: () => 0,
    observerOf: () => ({ used: () => undefined, loading: null }),
  });
  const fastify = Fastify();
  fastify.post('/', (request, reply) => {
    request.principal = ANYBODY;
    request.body = Array.from({ length: 20_000 }, (_, at) => [at]);
    open(request, reply);
    return reply.send('');
  });
  const request = () => fastify.inject({ method: 'POST', url: '/' });
  await request();
  const before = usedAfter('major');
  for (let count = 0; count < 30; count += 1) {
    await request();
    if (count % 10 === 9) usedAfter('minor');
  }
  expect(usedAfter('minor') - before).toBeLessThan(8 * MIB);
  await fastify.close();
});

import { fastifyUnderPressure } from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { refuseAtPresent } from './refusals.js';
import { isStream } from './subscriptions/is-stream.js';

export interface OverloadLimits {
  /** Operations that are worked on at the same time. */
  readonly operations: number;
  /** Operations that are worked on even where the event loop is behind. */
  readonly behind: number;
}

/** Enough to wait for slow providers, and few enough to be done in time where the processor is what is short. */
export const OVERLOAD_LIMITS: OverloadLimits = { operations: 256, behind: 32 };

/** Milliseconds by which the event loop may be late on average. */
const EVENT_LOOP_DELAY = 500;
/** Milliseconds for which one turn of the event loop may read requests and work on them. */
const TURN = 250;

/**
 * Answers 503 SERVICE_UNAVAILABLE with Retry-After for the operations at this route that are too many, and tells
 * `refused` of each; other routes are always served.
 */
export async function registerOverload(
  fastify: FastifyInstance,
  route: string,
  limits: OverloadLimits,
  refused: () => void,
): Promise<void> {
  // It only measures: its own hook would refuse the health checks as well.
  const pressureHandler = () => undefined;
  await fastify.register(fastifyUnderPressure, { maxEventLoopDelay: EVENT_LOOP_DELAY, pressureHandler });
  const isTurnLong = watchTurns();
  let open = 0;

  function isTooMuch(): boolean {
    const isBehind = isTurnLong() || fastify.isUnderPressure();
    return open >= (isBehind ? limits.behind : limits.operations);
  }

  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url !== route) {
      done();
    } else if (isTooMuch()) {
      refused();
      refuseAtPresent(reply, 'There are too many requests at present; try again in a second.');
    } else if (isStream(request)) {
      // It may stay open for hours, mostly without work; how many there are is limited elsewhere.
      done();
    } else {
      open += 1;
      // What is answered from memory is done before the next request is read, while the others wait unseen in
      // their connections: so it counts until the event loop's turn ends.
      reply.raw.once('close', () => setImmediate(() => (open -= 1)));
      done();
    }
  });
}

/** Whether this turn of the event loop has gone on for too long since it was first asked about. */
function watchTurns(): () => boolean {
  let began: number | null = null;
  return () => {
    if (began === null) {
      began = performance.now();
      setImmediate(() => (began = null));
    }
    return performance.now() - began > TURN;
  };
}

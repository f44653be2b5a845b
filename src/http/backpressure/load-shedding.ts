import { fastifyUnderPressure } from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createTurnTimer } from '../../domain/operation/turn-timer.js';
import { nextTurn, waitForTurn } from '../../domain/operation/turns.js';
import { onceClosed } from '../../operations/once-closed.js';
import { sendServiceUnavailable } from '../http-errors.js';
import { isStream } from '../is-stream.js';
import { Tally } from './tally.js';

/** Enough for operations that wait for slow providers, but few enough to finish in time if CPU is scarce. */
export const LOAD_SHEDDING_LIMITS = {
  /** The maximum number of operations in progress. */
  operations: 256,
  /** The maximum number of operations in progress while the event loop is behind; named callers share them evenly. */
  behind: 32,
  /**
   * The maximum number of open requests of one caller: arriving, in progress, or with a response that is still being
   * sent. A request for a stream counts only until it has arrived.
   */
  perCaller: 256,
};

export type LoadSheddingLimits = Readonly<typeof LOAD_SHEDDING_LIMITS>;

/** The share of the operations that one caller may use, so that other callers are always served. */
const SHARE = 7 / 8;
/** The event loop's mean delay, in milliseconds, from which it is behind. */
const EVENT_LOOP_DELAY = 500;
/**
 * Milliseconds. The event loop is behind if one turn reads requests for longer, or an operation waits longer for its
 * turn.
 */
const TURN = 250;
const TOO_MUCH = 'Too many requests; retry in a second.';
const TOO_MANY_OF_CALLER = 'Too many concurrent requests from this caller; wait for their responses.';

/** Measures the event loop's delay for `registerLoadShedding`. The plugin's own hook would also reject health checks. */
export async function measureEventLoop(fastify: FastifyInstance): Promise<void> {
  const pressureHandler = () => undefined;
  await fastify.register(fastifyUnderPressure, { maxEventLoopDelay: EVENT_LOOP_DELAY, pressureHandler });
}

/**
 * Rejects operations that exceed the limits with 503 SERVICE_UNAVAILABLE and `Retry-After`, and calls `refused` for
 * each. An operation counts from the arrival of its whole request until its response is ready, so that a slow client
 * doesn't occupy a slot. It begins in a turn of the event loop that has time for it. If its client has disconnected by
 * then, it isn't executed. Must be registered before authentication.
 */
export function registerLoadShedding(
  fastify: FastifyInstance,
  limits: LoadSheddingLimits,
  refused: () => void,
): void {
  const isTurnLong = createTurnTimer(TURN);
  const openOf = new Tally();
  const workingOf = new Tally();
  // Entries are deleted, because V8 would keep their requests until a full collection.
  const leaving = new WeakMap<FastifyRequest, () => void>();
  const finishing = new WeakMap<FastifyRequest, () => void>();

  const isBehind = () => isTurnLong() || waitForTurn() > TURN || fastify.isUnderPressure();

  /** Whether the limits forbid another operation of the caller of this name. */
  function isFull(name: string | null): boolean {
    if (workingOf.total >= limits.operations) return true;
    return workingOf.of(name) >= Math.ceil(limits.operations * SHARE) || (isBehind() && isTooMuch(name, 0));
  }

  /** Whether the caller has too many operations, not counting `beside`, for an event loop that is behind. */
  function isTooMuch(name: string | null, beside: number): boolean {
    if (name === null) return workingOf.total - beside >= limits.behind;
    return workingOf.of(name) - beside >= limits.behind / Math.max(2, workingOf.size);
  }

  function refuse(reply: FastifyReply, message: string): void {
    refused();
    sendServiceUnavailable(reply, message);
  }

  function leave(request: FastifyRequest): void {
    leaving.get(request)?.();
    leaving.delete(request);
  }

  function finish(request: FastifyRequest): void {
    const end = finishing.get(request);
    if (end === undefined) return;
    finishing.delete(request);
    // A cached response is sent before the next request is read, while further requests wait unnoticed in
    // their connections. It therefore counts until the turn of the event loop ends.
    setImmediate(end);
  }

  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isStream(request) && workingOf.total >= limits.operations) refuse(reply, TOO_MUCH);
    else done();
  });

  // After authentication, and before the body is read.
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    const { name } = request.principal;
    if (openOf.of(name) >= limits.perCaller) {
      refuse(reply, TOO_MANY_OF_CALLER);
      return;
    }
    leaving.set(request, openOf.take(name));
    onceClosed(reply.raw, () => leave(request));
    done();
  });

  fastify.addHook('preHandler', (request, reply, done) => {
    if (reply.raw.closed) return;
    // A stream may stay open for hours, mostly idle; subscriptions have their own limit.
    if (isStream(request)) {
      leave(request);
      done();
      return;
    }
    const { name, caller } = request.principal;
    if (isFull(name)) {
      refuse(reply, TOO_MUCH);
      return;
    }
    const end = workingOf.take(name);
    finishing.set(request, end);
    onceClosed(reply.raw, () => finish(request));
    const turn = nextTurn(caller);
    if (turn === null) {
      done();
      return;
    }
    void turn.then(() => {
      if (reply.raw.closed) return;
      if (!isBehind() || !isTooMuch(name, 1)) {
        done();
        return;
      }
      // At once: the next decisions in this turn depend on the number of remaining operations.
      finishing.delete(request);
      end();
      refuse(reply, TOO_MUCH);
    });
  });

  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    finish(request);
    done();
  });
}

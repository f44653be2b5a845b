import { fastifyUnderPressure } from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/principal.js';
import { nextTurn, waitForTurn } from '../../domain/operation/turns.js';
import { sendServiceUnavailable } from '../http-errors.js';
import { isStream } from '../is-stream.js';

export interface LoadSheddingLimits {
  /** Operations that are worked on at the same time. */
  readonly operations: number;
  /** Operations that are worked on even if the event loop is behind; known callers share them evenly. */
  readonly behind: number;
  /** Requests of one caller that are open at the same time: arriving, worked on, or still being sent. */
  readonly perCaller: number;
}

/** Enough to wait for slow providers, and few enough to be done in time if the processor is what is short. */
export const LOAD_SHEDDING_LIMITS: LoadSheddingLimits = { operations: 256, behind: 32, perCaller: 256 };

/** The part of these operations that one caller may use, so that another one is always served. */
const SHARE = 7 / 8;
/** Milliseconds by which the event loop may be late on average. */
const EVENT_LOOP_DELAY = 500;
/** Milliseconds for which one turn of the event loop may read requests, or an operation wait for its turn. */
const TURN = 250;
const TOO_MUCH = 'There are too many requests at present; try again in a second.';
const TOO_MANY_OF_CALLER = 'You have too many requests open at the same time; wait for their answers.';

/**
 * Answers 503 SERVICE_UNAVAILABLE with Retry-After for the operations at this route that are too many, and tells
 * `refused` of each; other routes are always served. An operation counts from when its request has arrived until its
 * answer is made, so that nobody holds a place by sending slowly or by not reading. It begins in a turn of the event
 * loop that has time for it. Registered before authentication; `principalOf` tells who is known then, by a name unless
 * nobody need say who they are.
 */
export async function registerLoadShedding(
  fastify: FastifyInstance,
  route: string,
  limits: LoadSheddingLimits,
  principalOf: (request: FastifyRequest) => Pick<Principal, 'name' | 'caller'>,
  refused: () => void,
): Promise<void> {
  // It only measures: its own hook would refuse the health checks as well.
  const pressureHandler = () => undefined;
  await fastify.register(fastifyUnderPressure, { maxEventLoopDelay: EVENT_LOOP_DELAY, pressureHandler });
  const isTurnLong = watchTurns();
  const openOf = new Tally();
  const workingOf = new Tally();
  const working = new WeakSet<FastifyRequest>();
  const nameOf = (request: FastifyRequest) => principalOf(request).name;
  let operations = 0;

  const isBehind = () => isTurnLong() || waitForTurn() > TURN || fastify.isUnderPressure();

  /** Whether there is no place for one more operation of the caller of this name. */
  function isFull(name: string | null): boolean {
    if (operations >= limits.operations) return true;
    return workingOf.of(name) >= Math.ceil(limits.operations * SHARE) || (isBehind() && isTooMuch(name, 0));
  }

  /** Whether the caller's operations beside these are too many for an event loop that is behind. */
  function isTooMuch(name: string | null, beside: number): boolean {
    if (name === null) return operations - beside >= limits.behind;
    return workingOf.of(name) - beside >= limits.behind / Math.max(2, workingOf.size);
  }

  function refuse(reply: FastifyReply, message: string): void {
    refused();
    sendServiceUnavailable(reply, message);
  }

  // A stream may stay open for hours, mostly without work; subscriptions have a limit of their own.
  const counts = (request: FastifyRequest) => request.routeOptions.url === route && !isStream(request);

  function finish(request: FastifyRequest): void {
    if (!working.delete(request)) return;
    // What is answered from memory is done before the next request is read, while the others wait unseen in
    // their connections: so it counts until the event loop's turn ends.
    setImmediate(() => {
      operations -= 1;
      workingOf.add(nameOf(request), -1);
    });
  }

  fastify.addHook('onRequest', (request, reply, done) => {
    if (counts(request) && operations >= limits.operations) refuse(reply, TOO_MUCH);
    else done();
  });

  // Once the caller is known, and before the body is read.
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    const name = counts(request) ? nameOf(request) : null;
    if (openOf.of(name) >= limits.perCaller) {
      refuse(reply, TOO_MANY_OF_CALLER);
      return;
    }
    openOf.add(name, 1);
    reply.raw.once('close', () => openOf.add(name, -1));
    done();
  });

  fastify.addHook('preHandler', (request, reply, done) => {
    if (!counts(request)) {
      done();
      return;
    }
    const { name, caller } = principalOf(request);
    if (isFull(name)) {
      refuse(reply, TOO_MUCH);
      return;
    }
    operations += 1;
    workingOf.add(name, 1);
    working.add(request);
    reply.raw.once('close', () => finish(request));
    const turn = nextTurn(caller);
    if (turn === null) {
      done();
      return;
    }
    void turn.then(() => {
      if (!isBehind() || !isTooMuch(name, 1)) done();
      else refuse(reply, TOO_MUCH);
    });
  });

  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    finish(request);
    done();
  });
}

/** Counts by callers' names; who has none isn't counted. */
class Tally {
  readonly #counts = new Map<string, number>();

  of(name: string | null): number {
    return name === null ? 0 : (this.#counts.get(name) ?? 0);
  }

  /** How many callers have at least one. */
  get size(): number {
    return this.#counts.size;
  }

  add(name: string | null, change: number): void {
    if (name === null) return;
    const count = this.of(name) + change;
    if (count > 0) this.#counts.set(name, count);
    else this.#counts.delete(name);
  }
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

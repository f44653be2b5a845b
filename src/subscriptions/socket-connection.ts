import type { Socket } from 'node:net';
import type { WebSocket } from '@fastify/websocket';
import { CloseCode, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { traceOf } from '../operations/format-error.js';

/** The limits of one WebSocket. */
export const SOCKET_LIMITS = {
  /** The maximum size of a message before the connection is acknowledged, in bytes. */
  firstMessage: 16 * 1024,
  /**
   * The maximum number of bytes before the connection is acknowledged, at least 1 KiB for each chunk; a connection with
   * more is terminated.
   */
  earlyBytes: 48 * 1024,
  /** The maximum number of bytes waiting to be sent; a connection with more is terminated. */
  buffered: 1024 ** 2,
  /** The number of messages in progress at which reading pauses. */
  pending: 32,
  /**
   * The maximum number of frames and messages per second that neither open nor end a subscription, such as pings and
   * pongs of either protocol, and messages beyond the caller's rate limit. A message counts once for each 4 KiB. A
   * connection with more is terminated.
   */
  controlMessages: 50,
  /** Maximum milliseconds for which a connection may be open without a subscription. */
  idle: 300_000,
  /** Milliseconds between two pings. A connection that hasn't answered one by the next is terminated. */
  keepAlive: 12_000,
};

export type SocketLimits = Readonly<typeof SOCKET_LIMITS>;

/** Bytes of a control message: a longer one counts several times, because parsing it takes longer. */
const CONTROL_MESSAGE = 4096;
/** Bytes that a waiting chunk takes, however short it is. */
const CHUNK = 1024;

/** Close codes of the WebSocket protocol (RFC 6455, IANA's registry). */
const NORMAL = 1000;
const TOO_BIG = 1009;
/** The maximum number of bytes of a reason for closing a connection (RFC 6455, 5.5.1). */
const MAX_REASON = 123;

/** One WebSocket, as the handlers of the GraphQL protocol use it. */
export interface SocketExtra {
  readonly socket: WebSocket;
  /**
   * Marks the client as authenticated, so that it may send long messages. `open` contains its current subscriptions.
   */
  acknowledge(open: Readonly<Record<string, unknown>>): void;
  /**
   * Runs the work that a message causes, and counts it as a message in progress. The work calls `refuse` if the sender
   * may not open a subscription now; the message then counts as a control message.
   */
  handle<Result>(work: (refuse: () => void) => Promise<Result>): Promise<Result>;
}

/**
 * Runs the protocol graphql-transport-ws over a WebSocket, with limits that also apply before authentication.
 * Answers pings of either protocol without their payload.
 */
export function runProtocol<Extra extends SocketExtra>(
  server: Server<Extra>,
  socket: WebSocket,
  connection: Socket,
  extraOf: (extra: SocketExtra) => Extra,
  limits: SocketLimits,
  logger: Logger,
): void {
  let subscriptions: Readonly<Record<string, unknown>> | null = null;
  let pending = 0;
  let earlyBytes = 0;
  let controlMessages = 0;
  let second = 0;

  function isFull(): boolean {
    if (socket.bufferedAmount <= limits.buffered) return false;
    socket.terminate();
    return true;
  }

  // ws buffers a message until it has arrived whole.
  function countEarly(chunk: Buffer): void {
    earlyBytes += Math.max(CHUNK, chunk.length);
    if (earlyBytes > limits.earlyBytes) socket.terminate();
  }
  connection.on('data', countEarly);

  function acknowledge(open: Readonly<Record<string, unknown>>): void {
    subscriptions = open;
    connection.off('data', countEarly);
  }

  /** Counts a control message of this length. Terminates the connection if there are too many. */
  function isFlooded(bytes = 0): boolean {
    if (socket.readyState !== socket.OPEN) return true;
    const now = Math.floor(performance.now() / 1000);
    controlMessages =
      (now === second ? controlMessages : 0) + Math.max(1, Math.ceil(bytes / CONTROL_MESSAGE));
    second = now;
    if (controlMessages <= limits.controlMessages) return false;
    socket.terminate();
    return true;
  }

  /** The number of messages that don't count as control messages. */
  let expected = 0;
  /** The length of the last message, in bytes. */
  let latest = 0;

  function send(data: string): Promise<void> {
    if (socket.readyState !== socket.OPEN || isFull()) return Promise.resolve();
    return new Promise((resolve) => {
      // A failed connection emits `close`.
      socket.send(data, () => resolve());
    });
  }

  async function handle<Result>(work: (refuse: () => void) => Promise<Result>): Promise<Result> {
    const bytes = latest;
    const refuse = () => {
      expected -= 1;
      isFlooded(bytes);
    };
    pending += 1;
    // This message, and later the one that ends the subscription.
    expected += 2;
    if (pending >= limits.pending) socket.pause();
    try {
      return await work(refuse);
    } finally {
      pending -= 1;
      if (pending < limits.pending) socket.resume();
    }
  }

  function fail(error: unknown): void {
    // A message that only servers send.
    if (error instanceof Error && error.message.startsWith('Unexpected message of type')) {
      socket.close(CloseCode.BadRequest, 'Invalid message received');
      return;
    }
    logger.error(traceOf(error), 'internal error');
    socket.close(CloseCode.InternalServerError, 'Internal server error');
  }

  const closed = server.opened(
    {
      protocol: socket.protocol,
      send,
      // The library's reason may contain the id of a subscription, which can have any length.
      close: (code, reason = '') => socket.close(code, Buffer.byteLength(reason) > MAX_REASON ? '' : reason),
      onMessage(answer) {
        socket.on('message', (data: Buffer) => {
          if (socket.readyState !== socket.OPEN) return;
          latest = data.length;
          if (subscriptions === null && data.length > limits.firstMessage)
            socket.close(TOO_BIG, 'Message too big.');
          else answer(String(data)).catch(fail);
          if (expected > 0) expected -= 1;
          else isFlooded(data.length);
        });
      },
      onPing: () => send('{"type":"pong"}'),
    },
    extraOf({ socket, handle, acknowledge }),
  );
  socket.on('ping', () => isFlooded() || isFull() || socket.pong());
  socket.on('pong', () => isFlooded());
  // A client's violation of the protocol closes its connection and isn't an error of the server.
  socket.on('error', () => undefined);
  const timers = [
    keepAlive(socket, limits.keepAlive),
    closeIdle(socket, () => Object.keys(subscriptions ?? {}).length === 0, limits.idle),
  ];
  socket.once('close', (code, reason) => {
    timers.forEach(clearInterval);
    closed(code, String(reason)).catch(fail);
  });
}

function keepAlive(socket: WebSocket, interval: number): NodeJS.Timeout {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  return setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    socket.ping();
  }, interval);
}

/** Closes a connection without subscriptions. Its client can open another one for the next subscription. */
function closeIdle(socket: WebSocket, isIdle: () => boolean, idle: number): NodeJS.Timeout {
  let wasIdle = false;
  return setInterval(() => {
    if (wasIdle && isIdle()) socket.close(NORMAL, 'Idle for too long.');
    wasIdle = isIdle();
  }, idle / 2);
}

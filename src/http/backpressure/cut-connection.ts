import type { Socket } from 'node:net';

/** Node's `kOnBody`: the property of its parser with the callback for chunks of bodies. */
const ON_BODY = 3;

/** A part of Node's HTTP parser, which isn't documented. */
interface Parser {
  onIncoming: () => number;
  [ON_BODY]: unknown;
}

/**
 * Terminates a connection and stops Node's parser, which would otherwise parse the rest of the 64 KiB that it has read:
 * up to two thousand requests, or ten thousand chunks.
 */
export function cutConnection(socket: Socket): void {
  socket.destroy();
  const parser = parserOf(socket);
  if (parser === null) return;
  const onBody = parser[ON_BODY];
  // A negative number is an error, which stops the parser.
  parser.onIncoming = () => -1;
  parser[ON_BODY] = undefined;
  // Node reuses its parsers, and sets `onIncoming` again for each connection.
  socket.prependOnceListener('close', () => (parser[ON_BODY] = onBody));
}

function parserOf(socket: Socket): Parser | null {
  const parser: unknown = Reflect.get(socket, 'parser');
  return isParser(parser) ? parser : null;
}

function isParser(value: unknown): value is Parser {
  return typeof value === 'object' && value !== null && 'onIncoming' in value && ON_BODY in value;
}

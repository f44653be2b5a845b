import type { Socket } from 'node:net';

/** Node's own name for the property of its parser that receives the chunks of bodies. */
const ON_BODY = 3;

/** Of Node's HTTP parser, which isn't part of its documented interface. */
interface Parser {
  onIncoming: () => number;
  [ON_BODY]: unknown;
}

/**
 * Terminates a connection, and stops Node's parser, which would otherwise go on to the end of the 64 KiB that it has read:
 * two thousand requests, or ten thousand chunks.
 */
export function cutConnection(socket: Socket): void {
  socket.destroy();
  const parser = parserOf(socket);
  if (parser === null) return;
  const onBody = parser[ON_BODY];
  // A number below 0 is an error, which ends what the parser does.
  parser.onIncoming = () => -1;
  parser[ON_BODY] = undefined;
  // Node uses its parsers again, and sets `onIncoming` anew for each connection.
  socket.prependOnceListener('close', () => (parser[ON_BODY] = onBody));
}

function parserOf(socket: Socket): Parser | null {
  const parser: unknown = Reflect.get(socket, 'parser');
  return isParser(parser) ? parser : null;
}

function isParser(value: unknown): value is Parser {
  return typeof value === 'object' && value !== null && 'onIncoming' in value && ON_BODY in value;
}

import { ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { errorBody, ERROR_TYPE } from './http-errors.js';

/** An error of Node's HTTP parser or of a connection. */
type ClientError = Error & { readonly code: string };

const STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Responds to a request that isn't valid HTTP with an error in the usual form, and closes the connection. Only closes it
 * if the response to an earlier request is being sent, of which the error would become a part.
 */
export function sendClientError(error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isSending(socket)) {
    socket.destroy();
    return;
  }
  const status = STATUSES[error.code] ?? 400;
  const body = errorBody(status);
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Cache-Control: no-store',
    `Content-Type: ${ERROR_TYPE}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Whether the head of a response was sent, but not its end. `_httpMessage` is Node's response in progress. */
function isSending(socket: Socket): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  return response instanceof ServerResponse && response.headersSent;
}

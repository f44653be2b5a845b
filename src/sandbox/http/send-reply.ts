import type { ServerResponse } from 'node:http';
import type { FaultEffect } from '../behaviour.js';
import { jsonReply, textReply, type Reply } from './reply.js';

/**
 * Sends the right response, or what a fault makes of it. `right` is called only if its response is sent, whole or in
 * part; `beforeLastByte`, before the last byte of a whole response is sent.
 */
export function sendReply(
  response: ServerResponse,
  fault: FaultEffect | null,
  right: () => Reply,
  beforeLastByte: () => void,
): void {
  if (fault === null) return send(response, right(), beforeLastByte);
  if ('hang' in fault) return;
  if ('reset' in fault) return reset(response);
  if ('truncate' in fault || 'stall' in fault) return sendHalf(response, right(), 'truncate' in fault);
  send(response, faultReply(fault), beforeLastByte);
}

/** Sends a whole response. */
export function send(
  response: ServerResponse,
  reply: Reply,
  beforeLastByte: () => void = () => undefined,
): void {
  const body = Buffer.from(reply.body);
  beforeLastByte();
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(body.length) });
  response.end(body);
}

function faultReply(
  fault: Extract<FaultEffect, { status: number } | { rawBody: string | Buffer } | { redirect: string }>,
): Reply {
  if ('redirect' in fault) return { ...textReply(302, ''), headers: { location: fault.redirect } };
  if ('rawBody' in fault) {
    return {
      status: 200,
      headers: { 'content-type': fault.contentType ?? 'application/json' },
      body: fault.rawBody,
    };
  }
  const { status, body = '', headers = {} } = fault;
  const reply = typeof body === 'string' ? textReply(status, body) : jsonReply(status, body);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** Announces the whole body, sends half of it, and cuts the connection or leaves it open. */
function sendHalf(response: ServerResponse, reply: Reply, cut: boolean): void {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(body.length) });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    if (cut) response.destroy();
  });
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

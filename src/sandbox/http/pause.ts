import type { ServerResponse } from 'node:http';

/** Waits this many milliseconds, or until the connection closes. */
export async function pause(milliseconds: number, response: ServerResponse): Promise<void> {
  if (milliseconds <= 0) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

import { resolve } from 'node:path';
import type { SwitchboardProcess } from './a-process.js';
import { eventually } from './eventually.js';

/** The `NODE_OPTIONS` that `heldBytes` needs in a process. */
export const MEASURABLE = `--require=${resolve('test/resilience/held-memory.cjs')}`;

/** The bytes that a process holds after a garbage collection. */
export async function heldBytes(server: SwitchboardProcess): Promise<number> {
  const measures = () => [...server.printed().matchAll(/^held (\d+)$/gm)].map(([, bytes]) => Number(bytes));
  const before = measures().length;
  server.signal('SIGUSR2');
  await eventually(() => measures().length > before);
  return measures().at(-1) ?? 0;
}

/** Runs the event loop of a process a hundred times; each turn reads up to 64 KiB from every connection. */
export async function letItWork({ url }: SwitchboardProcess): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await (await fetch(`${url}/health/live`)).text();
}

import { resolve } from 'node:path';
import type { SwitchboardProcess } from './a-process.js';
import { eventually } from './eventually.js';

/** What a process needs in its `NODE_OPTIONS` to be measured by `heldBy`. */
export const MEASURABLE = `--require=${resolve('test/resilience/held-memory.cjs')}`;

/** Bytes that a process holds once garbage is collected. */
export async function heldBy(server: SwitchboardProcess): Promise<number> {
  const measures = () => [...server.printed().matchAll(/^held (\d+)$/gm)].map(([, bytes]) => Number(bytes));
  const before = measures().length;
  server.signal('SIGUSR2');
  await eventually(() => measures().length > before);
  return measures().at(-1) ?? 0;
}

/** Lets the event loop of a process turn a hundred times; in each it reads up to 64 KiB of every connection. */
export async function letItWork({ url }: SwitchboardProcess): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await (await fetch(`${url}/health/live`)).text();
}

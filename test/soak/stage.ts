import { Agent } from 'node:http';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const SANDBOX = new URL('../../dist/sandbox/sandbox.js', import.meta.url).href;

/** The built sandbox in this process, whose sample calls end at an instant in milliseconds since the epoch. */
export async function startBuiltSandbox(now: number): Promise<Sandbox> {
  const { startSandbox }: typeof import('../../src/sandbox/sandbox.ts') = await import(SANDBOX);
  return startSandbox({ now: new Date(now) });
}

/** Keeps connections alive while `use` runs, and closes them all afterwards. */
export async function withConnections<T>(use: (agent: Agent) => Promise<T>): Promise<T> {
  const agent = new Agent({ keepAlive: true });
  try {
    return await use(agent);
  } finally {
    agent.destroy();
  }
}

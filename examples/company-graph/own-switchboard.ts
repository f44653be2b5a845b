import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Service } from './service.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The address of a running Switchboard as a user gives it. Ends the program if it isn't an http: or https: address. */
export function givenAddress(text: string): URL {
  if (/^https?:/.test(text) && URL.canParse(text)) return new URL(text);
  console.error('Expected the address of a running Switchboard, such as http://127.0.0.1:4000/graphql');
  process.exit(2);
}

/** Starts Switchboard, built by `npm run build`, on its sandbox. Rejects if it ends before it serves. */
export async function startOwnSwitchboard(port: number): Promise<Service> {
  // Passes on nothing else of the environment, because provider settings in it would replace the sandbox.
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^Playground: (.*)\/$/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stdout.resume();
    return {
      url: `${url}/graphql`,
      async close() {
        child.kill();
        await exited;
      },
    };
  }
  throw new Error('Switchboard did not start.');
}

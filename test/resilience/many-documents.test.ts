import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildProgram, type Program, type SwitchboardProcess } from '../support/a-process.js';
import { heldBytes, MEASURABLE } from '../support/held-memory.js';

const TEXTS = 1_000;
const AT_ONCE = 8;
/** The limit for cached documents, serialized records and responses, with a margin. */
const BOUND = 80 * 1024 ** 2;
const FIELDS = ['name', 'email', 'timezone'];

let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.kill());

/** About 4 KB of names that no other query uses. */
function queryOf(index: number): string {
  const fields = Array.from(
    { length: 100 },
    (_, at) => `field_${index}_of_the_client_${at}: ${String(FIELDS[at % FIELDS.length])}`,
  );
  return `query Client${index} { client { ${fields.join(' ')} } }`;
}

async function ask({ url }: SwitchboardProcess, query: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
  expect(await response.json()).not.toHaveProperty('errors');
}

// Red if the caches of documents, plans or prepared requests are bounded by the length of their texts.
test.each(['on a machine of any size', 'in the image'])(
  '%s, a thousand different queries add less than 80 MB of memory',
  async (where) => {
    const dockerfile = await readFile('Dockerfile', 'utf8');
    const flags = /NODE_OPTIONS="([^"]*)"/.exec(dockerfile)?.[1] ?? '';
    const NODE_OPTIONS = where === 'in the image' ? `${MEASURABLE} ${flags}` : MEASURABLE;
    const server = await program.startWith({ PORT: '0', SANDBOX: 'true', NODE_OPTIONS });
    await ask(server, '{ client { name } }');
    const idle = await heldBytes(server);
    for (let from = 0; from < TEXTS; from += AT_ONCE) {
      const queries = Array.from({ length: AT_ONCE }, (_, at) => queryOf(from + at));
      // The second time they are answered from memory.
      for (let time = 0; time < 2; time += 1) await Promise.all(queries.map((query) => ask(server, query)));
    }
    expect((await heldBytes(server)) - idle).toBeLessThan(BOUND);
    server.signal('SIGKILL');
  },
  600_000,
);

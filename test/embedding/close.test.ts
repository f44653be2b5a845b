import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { linkPackage } from '../support/a-process.js';

/** A program with the sandbox, an archive and parts of both servers, and nothing that ends it. */
const PROGRAM = `
import { parse } from 'graphql';
import { createSwitchboard } from './index.js';

const switchboard = await createSwitchboard({
  settings: { server: { port: 0 }, sandbox: {}, archive: { url: 'sqlite::memory:' } },
});
const url = await switchboard.listen();
const { schema, execute } = await switchboard.graph();
const document = parse('{ extensions { nodes { sip } } archive { state } }');
const { errors = [] } = await execute({ document }, { caller: 'ANYONE' });
const live = await fetch(url + '/health/live');
await live.text();
await switchboard.close();
console.log(schema.getQueryType().name, live.status, errors.length);
`;

test('a program exits by itself after close()', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-embedding-'));
  try {
    await linkPackage(folder);
    const outdir = join(folder, 'dist');
    await build({ entryPoints: ['src/**/*.ts'], outdir, format: 'esm', platform: 'node' });
    const file = join(outdir, 'embedding.js');
    await writeFile(file, PROGRAM);
    const ended = await new Promise((resolve) => {
      execFile(process.execPath, [file], { env: {}, timeout: 60_000 }, (error, output, complaint) =>
        resolve({ failed: error !== null, output, complaint }),
      );
    });
    expect(ended).toEqual({
      failed: false,
      output: expect.stringMatching(/^Query 200 \d\n$/),
      complaint: '',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);

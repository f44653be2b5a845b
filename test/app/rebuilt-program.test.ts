import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

// Red if the folder is emptied first: a server that loads a file while `npm start COMMAND` builds would fail.
test.each([
  ['program', 'src/app/bundle.mjs', 'main.js', 'chunks/earlier-ABCDEFGH.js'],
  ['playground', 'src/http/playground/client/bundle.mjs', 'index.html', 'earlier-ABCDEFGH.js.gz'],
])(
  'building the %s again keeps the files that a running server may load',
  async (_, script, main, earlier) => {
    const folder = await mkdtemp(join(tmpdir(), 'switchboard-rebuilt-'));
    const other = join(folder, earlier);
    await mkdir(dirname(other), { recursive: true });
    await writeFile(other, 'earlier');
    await writeFile(join(folder, main), 'earlier');
    await promisify(execFile)(process.execPath, [script, folder]);
    expect(await readFile(other, 'utf8')).toBe('earlier');
    expect(await readFile(join(folder, main), 'utf8')).not.toBe('earlier');
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => !/\.(js|map|gz|html)$|^(chunks|sandbox)$/.test(name))).toEqual([]);
    await rm(folder, { recursive: true });
  },
  120_000,
);

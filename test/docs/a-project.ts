import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Block } from './pages.js';

const run = promisify(execFile);

/** A reader's own project, in an empty folder that has this repository's packages. */
export interface Project {
  /** Writes a block as a file, by the name behind its language or one of its own, and answers the name. */
  readonly write: (block: Block, text: string) => string;
  /** Bundles a file, as front ends are, runs it, and answers what it prints. */
  readonly runFile: (name: string) => Promise<string>;
  /** Runs a line of shell, and answers what it prints. */
  readonly runShell: (text: string) => Promise<string>;
  /** What the compiler says against all that was written; empty where it is content. */
  readonly typeErrors: () => Promise<string>;
  readonly remove: () => void;
}

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2024',
    lib: ['ES2024', 'DOM'],
    module: 'ESNext',
    moduleResolution: 'Bundler',
    moduleDetection: 'force',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  },
};

export function startProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-docs-'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  mkdirSync(join(folder, 'src'));

  return {
    write({ page, line, info }, text) {
      const name = info === '' ? `src/${basename(page, '.md')}-${line}.ts` : info;
      writeFileSync(join(folder, name), text);
      return name;
    },
    async runFile(name) {
      const outfile = join(folder, `${basename(name, '.ts')}.mjs`);
      const entry = join(folder, name);
      await build({ entryPoints: [entry], outfile, bundle: true, packages: 'external', format: 'esm' });
      return (await run(process.execPath, [outfile], { cwd: folder, timeout: 20_000 })).stdout;
    },
    async runShell(text) {
      return (await run('bash', ['-euo', 'pipefail', '-c', text], { cwd: folder, timeout: 60_000 })).stdout;
    },
    async typeErrors() {
      const tsc = resolve('node_modules/typescript/bin/tsc');
      return run(process.execPath, [tsc, '-p', folder]).then(
        () => '',
        (error: unknown) =>
          error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error),
      );
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

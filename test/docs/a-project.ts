import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Block } from './pages.js';

const run = promisify(execFile);

/** A reader's project in an empty folder with this repository's packages. */
export interface Project {
  /** Writes a block to a file, named by the block or by its position, and returns the name. */
  readonly write: (block: Block, text: string) => string;
  /** Bundles a file as front ends are, runs it, and returns its output. Rejects if it fails. */
  readonly runFile: (name: string) => Promise<string>;
  /** The same, but never rejects and includes the error output. */
  readonly outcomeOf: (name: string) => Promise<Outcome>;
  /** Runs a shell command and returns its output. */
  readonly runShell: (text: string) => Promise<string>;
  /** The compiler's errors in all written files; empty if there are none. */
  readonly typeErrors: () => Promise<string>;
  readonly remove: () => void;
}

/** The outputs of a program. */
export interface Outcome {
  readonly printed: string;
  readonly complained: string;
}

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2024',
    lib: ['ES2024', 'ES2025.Collection', 'ES2025.Iterator', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
    // The package itself, from its sources.
    paths: { switchboard: [resolve('src/index.ts')] },
    experimentalDecorators: true,
    module: 'ESNext',
    moduleResolution: 'Bundler',
    moduleDetection: 'force',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
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

  async function bundled(name: string): Promise<string> {
    const outfile = join(folder, `${basename(name, '.ts')}.mjs`);
    const entry = join(folder, name);
    await build({ entryPoints: [entry], outfile, bundle: true, packages: 'external', format: 'esm' });
    return outfile;
  }

  function outcomeOf(...program: readonly string[]): Promise<Outcome> {
    return new Promise((ended) => {
      execFile(process.execPath, program, { cwd: folder, timeout: 60_000 }, (_, printed, complained) => {
        ended({ printed, complained });
      });
    });
  }

  return {
    write({ page, line, info }, text) {
      const name = info === '' ? `src/${basename(page, '.md')}-${line}.ts` : info;
      writeFileSync(join(folder, name), text);
      return name;
    },
    async runFile(name) {
      return (await run(process.execPath, [await bundled(name)], { cwd: folder, timeout: 20_000 })).stdout;
    },
    outcomeOf: async (name) => outcomeOf(await bundled(name)),
    async runShell(text) {
      return (await run('bash', ['-euo', 'pipefail', '-c', text], { cwd: folder, timeout: 60_000 })).stdout;
    },
    async typeErrors() {
      return (await outcomeOf(resolve('node_modules/typescript/bin/tsc'), '-p', folder)).printed;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/*
 * Bundles the command line and the sandbox with their packages into a folder, `dist` if none is named: fewer files start
 * faster. Dynamic imports, such as of a database driver, become separate files in chunks/. Only libphonenumber-js is
 * loaded from node_modules. Chunks of earlier versions stay until `npm run build`, because a running server may load one.
 */
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { replaceFile } from '../http/playground/client/replace-file.mjs';

const [outdir = 'dist'] = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');

const { outputFiles } = await build({
  write: false,
  absWorkingDir: root,
  entryPoints: [
    { in: 'src/main.ts', out: 'main' },
    { in: 'src/sandbox/main.ts', out: 'sandbox/main' },
    // The chunk that starts this thread expects it in the same folder.
    { in: 'src/archive/database/sqlite.worker.ts', out: 'chunks/sqlite.worker' },
  ],
  outdir: resolve(outdir),
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.18',
  sourcemap: true,
  // CommonJS packages require Node.js's built-in modules.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});

for (const { path, contents } of outputFiles) await replaceFile(path, contents);

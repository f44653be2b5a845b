import { globSync } from 'node:fs';
import { build } from 'esbuild';

/*
 * Bundles the suites that match the arguments into dist/mutation/suites.mjs, which exports them as `all`, in the order of
 * the arguments: a mutant is tried until the first failure, so fast suites stand first.
 */

const suites = process.argv.slice(2).flatMap((pattern) => globSync(pattern));
if (suites.length === 0) throw new Error('No suite matches: expected globs of test files.');
const imports = suites.map((suite) => `import './${suite}';`);
await build({
  stdin: {
    contents: [...imports, `export { all } from '@jest/globals';`].join('\n'),
    resolveDir: process.cwd(),
  },
  outfile: 'dist/mutation/suites.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  alias: { '@jest/globals': './test/mutation/jest-globals.mjs' },
  logLevel: 'warning',
});

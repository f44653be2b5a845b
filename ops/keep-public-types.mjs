/*
 * Deletes the declarations in dist/ that index.d.ts doesn't refer to, because importers of the package can't name them.
 */
import { globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = 'dist/index.d.ts';
const IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g;

const kept = new Set([ROOT]);
// Iterating a set also visits the values added meanwhile.
for (const file of kept) {
  const text = readFileSync(file, 'utf8');
  for (const [, path] of text.matchAll(IMPORT)) kept.add(`${join(dirname(file), path)}.d.ts`);
}

const all = globSync('dist/**/*.d.ts');
for (const file of all) if (!kept.has(file)) rmSync(file);
console.log(`types: ${kept.size} of ${all.length} files`);

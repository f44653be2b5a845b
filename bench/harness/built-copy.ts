import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm run build` gave, where no other build can change it under a measurement. */
export interface BuiltCopy extends AsyncDisposable {
  /** A folder with `dist/` and what it needs beside it. */
  readonly folder: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Copies `dist/` into a temporary folder; rejects where nothing has been built. */
export async function copyBuild(): Promise<BuiltCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
  await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'schema', 'package.json']) {
    await symlink(join(ROOT, name), join(folder, name));
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

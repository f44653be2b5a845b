import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A copy of the build that other builds can't change during a measurement. */
export interface BuiltCopy extends AsyncDisposable {
  /** A folder with `dist/` and the files it needs. */
  readonly folder: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Copies `dist/` into a temporary folder; rejects if nothing has been built. */
export async function copyBuild(): Promise<BuiltCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
  await cp(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'schema', 'package.json']) {
    await symlink(join(ROOT, name), join(folder, name));
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const DAY = 86_400_000;

/**
 * The path of a folder filled by `build`. Suites and runs share it, read-only, until one of these files or folders or a
 * package changes.
 */
export async function builtOnce(
  name: string,
  sources: readonly string[],
  build: (folder: string) => Promise<unknown>,
): Promise<string> {
  const prefix = `switchboard-built-${name}-`;
  const folder = join(tmpdir(), prefix + hashOf([...sources, 'package.json', 'package-lock.json']));
  if (!existsSync(folder)) {
    await removeUnused(prefix);
    const unfinished = await mkdtemp(`${folder}-`);
    await build(unfinished);
    // Another suite may have finished first.
    await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }));
  }
  const now = new Date();
  await utimes(folder, now, now);
  return folder;
}

/** Includes this project's path, because a build may refer to its files. */
function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256').update(`${resolve()}\0${process.version}`);
  const files = paths.flatMap((path) =>
    statSync(path).isFile()
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of files.toSorted()) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Removes the builds that no suite has used for a day. */
async function removeUnused(prefix: string): Promise<void> {
  for (const name of (await readdir(tmpdir())).filter((each) => each.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - DAY) await rm(folder, { recursive: true, force: true });
  }
}

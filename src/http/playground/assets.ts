import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** The bundle of the playground's page: file names, relative to the folder of the assets. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
  /** Monaco's web workers by label; `editor` is for every other label. */
  readonly workers: Readonly<Record<string, string>>;
}

/** One file of the bundle. */
export interface Asset {
  /** Its bytes, always the same ones, so that any number of unread responses hold them once. */
  readonly plain: () => Promise<Buffer>;
  /** Its bytes as gzip; null if it isn't stored so. */
  readonly gzipped: Buffer | null;
  readonly contentType: string;
  /** Whether the name changes with the content. */
  readonly hashed: boolean;
}

const decompress = promisify(gunzip);

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** The bundle that the build has described in the folder's `manifest.json`, or null if the playground isn't built. */
export async function readBundle(folder: string): Promise<Bundle | null> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Bundle);
}

/** Reads the files of the folder that may be served, by name; `.gz` is appended to the names of gzipped ones. */
export async function readAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const stored of await readdir(folder)) {
    const gzipped = stored.endsWith('.gz');
    const name = gzipped ? basename(stored, '.gz') : stored;
    const contentType = CONTENT_TYPES[extname(name)];
    if (contentType === undefined) continue;
    const content = await readFile(join(folder, stored));
    assets.set(name, {
      plain: gzipped ? decompressed(content) : () => Promise.resolve(content),
      gzipped: gzipped ? content : null,
      contentType,
      hashed: /-[0-9A-Z]{8}\.\w+$/.test(name),
    });
  }
  return assets;
}

/** Decompresses when it is first called: nearly every client accepts gzip. */
function decompressed(content: Buffer): () => Promise<Buffer> {
  let plain: Promise<Buffer> | null = null;
  return () => (plain ??= decompress(content));
}

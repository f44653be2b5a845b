import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { record } from '../../json/decode.js';

/** The bundle of the playground's page: file names, relative to the folder of the assets. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
  /** Monaco's web workers by label; `editor` is for every other label. */
  readonly workers: Readonly<Record<string, string>>;
}

/** One file of the bundle. */
export interface Asset {
  /** Its bytes, always in the same buffer, so that all unread responses share it. */
  readonly plain: () => Promise<Buffer>;
  /** Its bytes as gzip; null if it is stored uncompressed. */
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

/** The bundle that `manifest.json` in the folder describes, or null if the playground isn't built. */
export async function readBundle(folder: string): Promise<Bundle | null> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => null);
  return text === null ? null : decodeBundle(JSON.parse(text));
}

/** Reads the files of the folder that may be served, by name without `.gz`, the suffix of gzipped ones. */
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

/** Decompresses on the first call: nearly every client accepts gzip. */
function decompressed(content: Buffer): () => Promise<Buffer> {
  let plain: Promise<Buffer> | null = null;
  return () => (plain ??= decompress(content));
}

function decodeBundle(value: unknown): Bundle {
  const { script, style, workers } = record(value) ?? {};
  const names = record(workers);
  if (typeof script === 'string' && typeof style === 'string' && names !== null && hasStrings(names)) {
    return { script, style, workers: names };
  }
  throw new Error('The playground’s manifest.json is invalid: run `npm run build`.');
}

function hasStrings(fields: Readonly<Record<string, unknown>>): fields is Readonly<Record<string, string>> {
  return Object.values(fields).every((entry) => typeof entry === 'string');
}

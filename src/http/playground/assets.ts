import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

/** The bundle of the playground's page: file names, relative to the folder of the assets. */
export interface Bundle {
  readonly script: string;
  readonly style: string;
  /** Monaco's web workers by label; `editor` is for every other label. */
  readonly workers: Readonly<Record<string, string>>;
}

/** One file of the bundle. */
export interface Asset {
  readonly file: string;
  /** Whether the file is gzipped, with `.gz` appended to its name. */
  readonly gzipped: boolean;
  readonly contentType: string;
  /** Whether the name changes with the content. */
  readonly hashed: boolean;
}

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

/** The files of the folder that may be served, by name. */
export async function readAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const stored of await readdir(folder)) {
    const gzipped = stored.endsWith('.gz');
    const name = gzipped ? basename(stored, '.gz') : stored;
    const contentType = CONTENT_TYPES[extname(name)];
    if (contentType === undefined) continue;
    assets.set(name, {
      file: join(folder, stored),
      gzipped,
      contentType,
      hashed: /-[0-9A-Z]{8}\.\w+$/.test(name),
    });
  }
  return assets;
}

function decodeBundle(value: unknown): Bundle {
  if (isRecord(value) && isRecord(value.workers)) {
    const { script, style, workers } = value;
    if (typeof script === 'string' && typeof style === 'string' && hasStrings(workers)) {
      return { script, style, workers };
    }
  }
  throw new Error('The playground’s manifest.json is not one that its build writes.');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function hasStrings(value: Record<string, unknown>): value is Record<string, string> {
  return Object.values(value).every((entry) => typeof entry === 'string');
}

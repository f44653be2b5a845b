import { existsSync, readFileSync } from 'node:fs';

interface Package {
  readonly version: string;
  readonly engines: { readonly node: string };
}

/**
 * The package's folder: the nearest one above with a manifest, because source, compiled and bundled files are at
 * different depths.
 */
export const PACKAGE_FOLDER = nearestPackage(new URL('.', import.meta.url));

const MANIFEST = JSON.parse(readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8')) as Package;

/** Switchboard's version, such as `1.2.3`. */
export const VERSION = MANIFEST.version;

/** The oldest version of Node.js that can run it, such as `22.18`. */
export const OLDEST_NODE = MANIFEST.engines.node.replace(/^>=/, '');

function nearestPackage(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : nearestPackage(new URL('..', folder));
}

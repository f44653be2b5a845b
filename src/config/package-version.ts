import { readFileSync } from 'node:fs';

interface Package {
  readonly version: string;
  readonly engines: { readonly node: string };
}

/** The package's own manifest: two folders up, from the sources and from the compiled program alike. */
const MANIFEST = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Package;

/** Switchboard's version, such as `1.2.3`. */
export const VERSION = MANIFEST.version;

/** The oldest Node that can run it, such as `22.18`. */
export const OLDEST_NODE = MANIFEST.engines.node.replace(/^>=/, '');

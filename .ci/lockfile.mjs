/* Fails if a lock file has a package without a SHA-512 or a link to a folder; lockfile-lint accepts both. */
import { readFileSync } from 'node:fs';

for (const path of process.argv.slice(2)) {
  const { packages } = JSON.parse(readFileSync(path, 'utf8'));
  for (const [name, { integrity, link }] of Object.entries(packages)) {
    if (name === '' || (link === undefined && /^sha512-[\w+/]{86}==$/.test(integrity))) continue;
    console.error(`error: ${path}: ${name} has no SHA-512, or is a link`);
    process.exitCode = 1;
  }
}

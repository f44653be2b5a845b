import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import { MARKDOWN } from './pages.js';

/** The text of a Markdown file without its code. */
function proseOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/^```.*?^```$|`[^`\n]*`/gms, (code) =>
    code.replace(/[[\]#]/g, ' '),
  );
}

/** The anchors of a file's headings, in GitHub's form. */
function anchorsOf(path: string): readonly string[] {
  const slugger = new GithubSlugger();
  const headings = readFileSync(path, 'utf8')
    .replace(/^```.*?^```$/gms, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  return [...headings].map(([, heading = '']) => slugger.slug(heading));
}

/** The targets of a file's dead links; links to other hosts aren't checked. */
function deadLinks(path: string): readonly string[] {
  const targets = [...proseOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = '', anchor] = target.split('#');
    const found = file === '' ? path : join(dirname(path), decodeURI(file));
    if (!existsSync(found)) return true;
    return anchor !== undefined && (statSync(found).isDirectory() || !anchorsOf(found).includes(anchor));
  });
}

test.each(MARKDOWN)('every link of %s leads to an existing file or heading', (path) => {
  expect(deadLinks(path)).toEqual([]);
});

import { globSync, readFileSync } from 'node:fs';

/** A fenced block of a Markdown file: ```` ```language info ````. */
export interface Block {
  readonly page: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** The text after the language; empty if there is none. */
  readonly info: string;
  readonly text: string;
  /** The next block of the page; null for the last one. */
  readonly next: Block | null;
}

/** The paths of all Markdown files in the repository. */
export const MARKDOWN: readonly string[] = globSync('**/*.md', {
  exclude: (path) => /(^|\/)(node_modules|dist|coverage|\.git)$/.test(path),
}).sort();

/** The pages for users, whose blocks must run. */
export const PAGES: readonly string[] = MARKDOWN.filter((path) => /^(README|docs\/[\w-]+)\.md$/.test(path));

/** The blocks of a Markdown file, in order. */
export function blocksOf(page: string): readonly Block[] {
  const markdown = readFileSync(page, 'utf8');
  const fences = [...markdown.matchAll(/^```(\w+) ?([^\n]*)\n(.*?)^```$/gms)];
  return fences.reduceRight<readonly Block[]>(
    (later, { index, 1: language = '', 2: info = '', 3: text = '' }) => {
      const line = markdown.slice(0, index).split('\n').length;
      return [{ page, line, language, info, text, next: later[0] ?? null }, ...later];
    },
    [],
  );
}

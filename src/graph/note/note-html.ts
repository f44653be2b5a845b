import type { Note } from '../../domain/note.js';
import { readBlocks, type Block, type LinkRange, type StyleRange } from './draft-blocks.js';

/*
 * Renders Draft.js raw content. Every tag is a constant in this file. Unknown block types become paragraphs; unknown
 * styles and entities are dropped, but their text is kept.
 */

const BLOCK_TAGS: ReadonlyMap<string, string> = new Map([
  ['header-one', 'h1'],
  ['header-two', 'h2'],
  ['header-three', 'h3'],
  ['header-four', 'h4'],
  ['header-five', 'h5'],
  ['header-six', 'h6'],
  ['blockquote', 'blockquote'],
  ['code-block', 'pre'],
]);

const LIST_TAGS: ReadonlyMap<string, string> = new Map([
  ['unordered-list-item', 'ul'],
  ['ordered-list-item', 'ol'],
]);

const STYLES_INSIDE_OUT: readonly (readonly [style: string, tag: string])[] = [
  ['CODE', 'code'],
  ['STRIKETHROUGH', 's'],
  ['UNDERLINE', 'u'],
  ['ITALIC', 'em'],
  ['BOLD', 'strong'],
];

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['\n', '<br>'],
]);

/** Browsers nest elements at most a few hundred levels deep; editors stop at five. */
const MAX_LIST_DEPTH = 9;

/** Renders content once, even if several operations share it. */
const rendered = new WeakMap<NonNullable<Note['content']>, string>();

/**
 * A note's HTML may be this many times as long as its text, plus the characters that the links of a short note need.
 */
const MAX_GROWTH = 10;
const ROOM = 8192;

/**
 * A note as HTML: its Draft.js content, or its plain text in paragraphs. Omits styles and links if the HTML would
 * otherwise exceed ten times the length of the text plus 8192 characters. Each paragraph has the direction of its first
 * letter.
 */
export function noteHtml({ content, text }: Pick<Note, 'content' | 'text'>): string {
  if (content === null) return renderBlocks(plainBlocks(text));
  const html = rendered.get(content) ?? contentHtml(readBlocks(content));
  rendered.set(content, html);
  return html;
}

function contentHtml(blocks: readonly Block[]): string {
  const most = MAX_GROWTH * blocks.reduce((sum, { text }) => sum + text.length, 0) + ROOM;
  let html = '';
  for (const part of partsOf(blocks)) {
    html += part;
    if (html.length > most) return renderBlocks(blocks.map((block) => ({ ...block, styles: [], links: [] })));
  }
  return html;
}

function renderBlocks(blocks: readonly Block[]): string {
  return [...partsOf(blocks)].join('');
}

function* partsOf(blocks: readonly Block[]): Generator<string> {
  const lists: string[] = [];
  for (const block of blocks) {
    const { before, after } = tagsOf(block, lists);
    yield before;
    yield* textParts(block);
    yield after;
  }
  yield closeLists(lists, 0);
}

function plainBlocks(text: string): readonly Block[] {
  if (text === '') return [];
  return text
    .split(/\r?\n/)
    .map((line) => ({ type: 'unstyled', depth: 0, text: line, styles: [], links: [] }));
}

/** `lists`: the tags of the lists that are open before the block, outermost first, each with an open item. */
function tagsOf(block: Block, lists: string[]): { readonly before: string; readonly after: string } {
  const list = LIST_TAGS.get(block.type);
  if (list === undefined) {
    const tag = BLOCK_TAGS.get(block.type) ?? 'p';
    return { before: `${closeLists(lists, 0)}<${tag} dir="auto">`, after: `</${tag}>` };
  }
  const depth = Math.min(block.depth, lists.length, MAX_LIST_DEPTH);
  const item = '<li dir="auto">';
  if (lists[depth] === list) return { before: `${closeLists(lists, depth + 1)}</li>${item}`, after: '' };
  const closing = closeLists(lists, depth);
  lists.push(list);
  return { before: `${closing}<${list}>${item}`, after: '' };
}

/** Closes the innermost lists until `count` are left. */
function closeLists(lists: string[], count: number): string {
  return lists
    .splice(count)
    .reverse()
    .map((list) => `</li></${list}>`)
    .join('');
}

/** Cuts the text wherever a style or a link begins or ends, so that the tags of every piece nest. */
function* textParts({ text, styles, links }: Block): Generator<string> {
  if (styles.length === 0 && links.length === 0) {
    yield escapeHtml(text);
    return;
  }
  const ranges = [...styles, ...links];
  const cuts = [0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])];
  const positions = [...new Set(cuts)].filter((cut) => cut >= 0 && cut <= text.length).sort((a, b) => a - b);
  let open: LinkRange | undefined;
  for (const [index, end] of positions.slice(1).entries()) {
    const start = positions[index] ?? 0;
    const link = links.find((range) => covers(range, start, end));
    if (link !== open) {
      if (open !== undefined) yield '</a>';
      if (link !== undefined) yield openLink(link);
    }
    open = link;
    yield renderPiece(
      text.slice(start, end),
      styles.filter((range) => covers(range, start, end)),
    );
  }
  if (open !== undefined) yield '</a>';
}

function covers(
  range: { readonly start: number; readonly end: number },
  start: number,
  end: number,
): boolean {
  return range.start <= start && range.end >= end;
}

function openLink({ href }: LinkRange): string {
  return `<a href="${escapeHtml(href)}" rel="noopener noreferrer nofollow">`;
}

function renderPiece(text: string, styles: readonly StyleRange[]): string {
  const names = new Set(styles.map(({ style }) => style));
  return STYLES_INSIDE_OUT.reduce(
    (html, [style, tag]) => (names.has(style) ? `<${tag}>${html}</${tag}>` : html),
    escapeHtml(text),
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\n]/g, (character) => ESCAPES.get(character) ?? '');
}

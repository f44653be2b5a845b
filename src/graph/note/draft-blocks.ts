/** A paragraph of Draft.js raw content. Ranges count UTF-16 code units, as Draft.js does; `end` is exclusive. */
export interface Block {
  readonly type: string;
  /** Levels of lists around a list item, 0 for an outermost one. */
  readonly depth: number;
  readonly text: string;
  readonly styles: readonly StyleRange[];
  readonly links: readonly LinkRange[];
}

export interface StyleRange {
  readonly start: number;
  readonly end: number;
  /** Draft.js' name, such as `BOLD`. */
  readonly style: string;
}

export interface LinkRange {
  readonly start: number;
  readonly end: number;
  /** An absolute http, https, mailto or tel address. */
  readonly href: string;
}

type Fields = Readonly<Record<string, unknown>>;

const LINK_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** More than an editor makes in a paragraph; the work on it grows with their square. */
const MAX_RANGES = 200;

/** Reads the blocks of raw content; what isn't of Draft.js' shape is left out. */
export function readBlocks(content: Fields): readonly Block[] {
  const entities = fieldsOf(content['entityMap']);
  return itemsOf(content['blocks']).map((block) => readBlock(block, entities));
}

function readBlock(block: Fields, entities: Fields): Block {
  const text = stringOf(block['text']) ?? '';
  return {
    type: stringOf(block['type']) ?? 'unstyled',
    depth: wholeNumber(block['depth']) ?? 0,
    text,
    styles: rangesOf(block['inlineStyleRanges']).flatMap((range) => styleOf(range, text)),
    links: rangesOf(block['entityRanges']).flatMap((range) => linkOf(range, text, entities)),
  };
}

function rangesOf(value: unknown): readonly Fields[] {
  return itemsOf(value).slice(0, MAX_RANGES);
}

function styleOf(range: Fields, text: string): readonly StyleRange[] {
  const span = spanOf(range, text);
  const style = stringOf(range['style']);
  return span === null || style === null ? [] : [{ ...span, style }];
}

function linkOf(range: Fields, text: string, entities: Fields): readonly LinkRange[] {
  const span = spanOf(range, text);
  const key = range['key'];
  if (span === null || (typeof key !== 'number' && typeof key !== 'string')) return [];
  const entity = fieldsOf(entities[key]);
  const data = fieldsOf(entity['data']);
  const href = safeHref(stringOf(data['url']) ?? stringOf(data['href']) ?? '');
  return href === null ? [] : [{ ...span, href }];
}

function safeHref(address: string): string | null {
  const url = URL.parse(address);
  return url !== null && LINK_PROTOCOLS.has(url.protocol) ? url.href : null;
}

/** The code units of a range, widened where it begins or ends within a surrogate pair. */
function spanOf(range: Fields, text: string): { readonly start: number; readonly end: number } | null {
  const offset = wholeNumber(range['offset']);
  const length = wholeNumber(range['length']);
  if (offset === null || length === null || length === 0) return null;
  const end = offset + length;
  return {
    start: splitsPair(text, offset) ? offset - 1 : offset,
    end: splitsPair(text, end) ? end + 1 : end,
  };
}

function splitsPair(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function itemsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

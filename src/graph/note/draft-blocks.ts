import { record } from '../../json/decode.js';

/** A paragraph of Draft.js raw content. */
export interface Block {
  readonly type: string;
  /** Nesting level of a list item; 0 for an outermost one. */
  readonly depth: number;
  readonly text: string;
  readonly ranges: readonly Range[];
}

/** A part of a paragraph with a style or a link, in UTF-16 code units; `end` is exclusive. */
export interface Range extends Mark {
  readonly start: number;
  readonly end: number;
}

interface Mark {
  /** Draft.js' name, such as `BOLD`; null for a link. */
  readonly style: string | null;
  /** An absolute http, https, mailto or tel address; null for a style. */
  readonly href: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

const LINK_PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** Maximum characters of an address. */
const LONGEST_HREF = 2048;

/** More ranges than an editor creates in a paragraph; the time to render them is quadratic. */
const MAX_RANGES = 200;

/** Decodes the blocks of raw content; ignores everything that doesn't have Draft.js' shape. */
export function readBlocks(content: Fields): readonly Block[] {
  const hrefOf = hrefsOf(fieldsOf(content['entityMap']));
  return itemsOf(content['blocks']).map((block) => readBlock(block, hrefOf));
}

function readBlock(block: Fields, hrefOf: HrefOf): Block {
  const text = stringOf(block['text']) ?? '';
  const unitAt = unitsOf(text);
  const styles = rangesOf(block['inlineStyleRanges'], unitAt, ({ style }) => ({
    style: stringOf(style),
    href: null,
  }));
  const links = rangesOf(block['entityRanges'], unitAt, ({ key }) => ({ style: null, href: hrefOf(key) }));
  return {
    type: stringOf(block['type']) ?? 'unstyled',
    depth: wholeNumber(block['depth']) ?? 0,
    text,
    ranges: [...styles, ...links],
  };
}

/** Draft.js writes ranges in Unicode code points (`convertToRaw`). */
function rangesOf(value: unknown, unitAt: UnitAt, markOf: (range: Fields) => Mark): readonly Range[] {
  return itemsOf(value)
    .slice(0, MAX_RANGES)
    .flatMap((range) => {
      const offset = wholeNumber(range['offset']);
      const length = wholeNumber(range['length']);
      if (offset === null || length === null || length === 0) return [];
      const mark = markOf(range);
      if (mark.style === null && mark.href === null) return [];
      return [{ ...mark, start: unitAt(offset), end: unitAt(offset + length) }];
    });
}

/** The address of the entity with this key; null if there is none that is safe. */
type HrefOf = (key: unknown) => string | null;

/** Decodes each entity only once, because thousands of ranges may share it. */
function hrefsOf(entities: Fields): HrefOf {
  const hrefs = new Map<unknown, string | null>();
  return (key) => {
    if (typeof key !== 'number' && typeof key !== 'string') return null;
    const known = hrefs.get(key);
    if (known !== undefined) return known;
    const data = fieldsOf(fieldsOf(entities[key])['data']);
    const href = safeHref(stringOf(data['url']) ?? stringOf(data['href']) ?? '');
    hrefs.set(key, href);
    return href;
  };
}

/** A normalized safe address; otherwise null. As in editors, `www.` without a scheme means a web page. */
function safeHref(address: string): string | null {
  // Parsing one of 130 KB takes half a millisecond, and a paragraph may have 200 links.
  if (address.length > LONGEST_HREF) return null;
  const url = URL.parse(/^www\./i.test(address) ? `http://${address}` : address);
  if (url === null || !LINK_PROTOCOLS.has(url.protocol)) return null;
  return url.href.length > LONGEST_HREF ? null : url.href;
}

/** The code unit index at which a text's nth code point begins; at least the text's length if it is beyond the end. */
type UnitAt = (codePoint: number) => number;

function unitsOf(text: string): UnitAt {
  // Without surrogates each code point is one unit.
  if (!/[\ud800-\udfff]/.test(text)) return (codePoint) => codePoint;
  const starts: number[] = [];
  let unit = 0;
  for (const character of text) {
    starts.push(unit);
    unit += character.length;
  }
  return (codePoint) => starts[codePoint] ?? unit;
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function itemsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function fieldsOf(value: unknown): Fields {
  return record(value) ?? {};
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

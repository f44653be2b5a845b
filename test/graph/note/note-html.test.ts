import { describe, expect, test } from '@jest/globals';
import { noteHtml } from '../../../src/graph/note/note-html.js';

interface DraftBlock {
  readonly text?: unknown;
  readonly type?: unknown;
  readonly depth?: unknown;
  readonly inlineStyleRanges?: unknown;
  readonly entityRanges?: unknown;
}

function htmlOf(blocks: unknown, entityMap: unknown = {}): string {
  return noteHtml({ text: '', content: { blocks, entityMap } });
}

function htmlOfBlock(block: DraftBlock, entityMap: unknown = {}): string {
  return htmlOf([block], entityMap);
}

function linkTo(data: unknown): string {
  return htmlOfBlock(
    { text: 'link', entityRanges: [{ offset: 0, length: 4, key: 0 }] },
    { 0: { type: 'LINK', mutability: 'MUTABLE', data } },
  );
}

const REL = 'rel="noopener noreferrer nofollow"';

describe('plain text', () => {
  test.each([
    ['', ''],
    ['Oddzwonić', '<p dir="auto">Oddzwonić</p>'],
    ['a\nb\r\nc', '<p dir="auto">a</p><p dir="auto">b</p><p dir="auto">c</p>'],
    [
      '<script>alert("1")</script> & \'x\'',
      '<p dir="auto">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>',
    ],
    ['&lt;b&gt;', '<p dir="auto">&amp;lt;b&amp;gt;</p>'],
  ])('%j becomes escaped paragraphs', (text, html) => {
    expect(noteHtml({ text, content: null })).toBe(html);
  });
});

test.each([
  ['unstyled', '<p dir="auto">x</p>'],
  ['header-one', '<h1 dir="auto">x</h1>'],
  ['header-six', '<h6 dir="auto">x</h6>'],
  ['blockquote', '<blockquote dir="auto">x</blockquote>'],
  ['code-block', '<pre dir="auto">x</pre>'],
  ['unordered-list-item', '<ul><li dir="auto">x</li></ul>'],
  ['ordered-list-item', '<ol><li dir="auto">x</li></ol>'],
  ['atomic', '<p dir="auto">x</p>'],
  ['script', '<p dir="auto">x</p>'],
  ['p onclick=alert(1)', '<p dir="auto">x</p>'],
  ['"><img src=x onerror=alert(1)>', '<p dir="auto">x</p>'],
  ['__proto__', '<p dir="auto">x</p>'],
  ['constructor', '<p dir="auto">x</p>'],
  [null, '<p dir="auto">x</p>'],
  [{ toString: 'script' }, '<p dir="auto">x</p>'],
])('a block of the type %j is rendered with a known tag', (type, html) => {
  expect(htmlOfBlock({ type, text: 'x' })).toBe(html);
});

describe('lists', () => {
  const item = (text: string, depth = 0, type = 'unordered-list-item') => ({ text, depth, type });
  const numbered = (text: string, depth = 0) => item(text, depth, 'ordered-list-item');

  test.each([
    ['items of one list', [item('a'), item('b')], '<ul><li dir="auto">a</li><li dir="auto">b</li></ul>'],
    [
      'lists of two kinds',
      [item('a'), numbered('b')],
      '<ul><li dir="auto">a</li></ul><ol><li dir="auto">b</li></ol>',
    ],
    [
      'a paragraph between two lists',
      [item('a'), { text: 'p' }, item('b')],
      '<ul><li dir="auto">a</li></ul><p dir="auto">p</p><ul><li dir="auto">b</li></ul>',
    ],
    [
      'a list within an item',
      [item('a'), item('b', 1), item('c', 1), item('d')],
      '<ul><li dir="auto">a<ul><li dir="auto">b</li><li dir="auto">c</li></ul></li><li dir="auto">d</li></ul>',
    ],
    [
      'a list of another kind within an item',
      [item('a'), numbered('b', 1), item('c', 1), item('d')],
      '<ul><li dir="auto">a<ol><li dir="auto">b</li></ol><ul><li dir="auto">c</li></ul></li><li dir="auto">d</li></ul>',
    ],
    [
      'three levels, then none',
      [item('a'), item('b', 1), item('c', 2), { text: 'p' }],
      '<ul><li dir="auto">a<ul><li dir="auto">b<ul><li dir="auto">c</li></ul></li></ul></li></ul><p dir="auto">p</p>',
    ],
    [
      'a skipped level',
      [item('a', 3), item('b', 7)],
      '<ul><li dir="auto">a<ul><li dir="auto">b</li></ul></li></ul>',
    ],
  ])('%s', (_, blocks, html) => {
    expect(htmlOf(blocks)).toBe(html);
  });

  test('are nested up to ten levels deep, whatever the content says', () => {
    const html = htmlOf(Array.from({ length: 5000 }, (_, depth) => item('x', depth)));
    expect(/(?:<ul><li dir="auto">x){11}/.test(html)).toBe(false);
    expect(html.match(/<li dir="auto">/g)).toHaveLength(5000);
    expect(html.match(/<\/li>/g)).toHaveLength(5000);
    expect(html.match(/<\/ul>/g)).toHaveLength(10);
  });
});

describe('styles', () => {
  const styled = (text: string, ...ranges: readonly [offset: unknown, length: unknown, style: unknown][]) =>
    htmlOfBlock({
      text,
      inlineStyleRanges: ranges.map(([offset, length, style]) => ({ offset, length, style })),
    });

  test.each([
    ['BOLD', 'strong'],
    ['ITALIC', 'em'],
    ['UNDERLINE', 'u'],
    ['STRIKETHROUGH', 's'],
    ['CODE', 'code'],
  ])('%s is <%s>', (style, tag) => {
    expect(styled('abc', [1, 1, style])).toBe(`<p dir="auto">a<${tag}>b</${tag}>c</p>`);
  });

  test('overlapping ranges are split so that every tag nests', () => {
    expect(styled('abcdef', [0, 4, 'BOLD'], [2, 4, 'ITALIC'])).toBe(
      '<p dir="auto"><strong>ab</strong><strong><em>cd</em></strong><em>ef</em></p>',
    );
  });

  test('offsets count code points, so text after emoji is styled in the right place', () => {
    expect(styled('👍👍 tak', [3, 3, 'BOLD'])).toBe('<p dir="auto">👍👍 <strong>tak</strong></p>');
    expect(styled('a👍b', [1, 1, 'BOLD'], [2, 9, 'CODE'])).toBe(
      '<p dir="auto">a<strong>👍</strong><code>b</code></p>',
    );
  });

  test('half of a surrogate pair counts as one character', () => {
    expect(styled('\ud83d!', [1, 1, 'BOLD'])).toBe('<p dir="auto">\ud83d<strong>!</strong></p>');
  });

  test('text within a style is also escaped', () => {
    expect(styled('<b>&', [1, 1, 'BOLD'])).toBe('<p dir="auto">&lt;<strong>b</strong>&gt;&amp;</p>');
  });

  test.each([
    ['an unknown style', [0, 3, 'FANCY']],
    ['a style named like a tag', [0, 3, 'script']],
    ['a key of the prototype', [0, 3, '__proto__']],
    ['a negative offset', [-2, 3, 'BOLD']],
    ['a fractional offset', [0.5, 1, 'BOLD']],
    ['a length of zero', [0, 0, 'BOLD']],
    ['an offset beyond the text', [9, 3, 'BOLD']],
    ['an offset as a string', ['0', '3', 'BOLD']],
    ['a huge length without a style', [0, Number.MAX_VALUE, null]],
  ] as const)('%s leaves the text unstyled', (_, range) => {
    expect(styled('abc', [...range])).toBe('<p dir="auto">abc</p>');
  });

  test('a length beyond the end styles up to the end', () => {
    expect(styled('abc', [1, Number.MAX_SAFE_INTEGER - 1, 'BOLD'])).toBe(
      '<p dir="auto">a<strong>bc</strong></p>',
    );
  });

  test('applies only the first 200 ranges of a block', () => {
    const ranges = Array.from({ length: 50_000 }, (_, index) => [index * 2, 1, 'BOLD'] as const);
    const html = styled(
      'x'.repeat(100_000),
      ...ranges.map((range) => [...range] as [number, number, string]),
    );
    expect(html.match(/<strong>/g)).toHaveLength(200);
  });
});

describe('links', () => {
  test.each([
    ['https://example.com/a?b=1&c=2', 'https://example.com/a?b=1&amp;c=2'],
    ['http://example.com', 'http://example.com/'],
    ['mailto:ewa@example.com', 'mailto:ewa@example.com'],
    ['tel:+48600000123', 'tel:+48600000123'],
    ['https://example.com/"onmouseover="alert(1)', 'https://example.com/%22onmouseover=%22alert(1)'],
    ["mailto:a'b<c>", 'mailto:a&#39;b&lt;c&gt;'],
  ])('%s is a link', (url, href) => {
    const html = linkTo({ url });
    expect(html).toBe(`<p dir="auto"><a href="${href}" ${REL}>link</a></p>`);
  });

  test.each([
    ['www.example.com/a', 'http://www.example.com/a'],
    ['WWW.example.com', 'http://www.example.com/'],
  ])('%s without a scheme is a link to %s', (url, href) => {
    expect(linkTo({ url })).toContain(`href="${href}"`);
  });

  test('a URL of more than 2,048 characters is not a link (guard: LONGEST_HREF)', () => {
    const address = (length: number) => 'https://example.com/'.padEnd(length, 'a');
    expect(linkTo({ url: address(2048) })).toContain('<a href=');
    expect(linkTo({ url: address(2049) })).toBe('<p dir="auto">link</p>');
  });

  // Red if the URL is parsed first: 200 links of 130,000 characters would take a second.
  test('a longer URL is not a link even if a browser would shorten it', () => {
    expect(linkTo({ url: `https://example.com/${'a/../'.repeat(500)}` })).toBe('<p dir="auto">link</p>');
  });

  test.each([
    ['javascript:alert(1)'],
    ['JaVaScRiPt:alert(1)'],
    [' javascript:alert(1)'],
    ['java\nscript:alert(1)'],
    ['java\tscript:alert(1)'],
    ['\u0001javascript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    ['vbscript:msgbox(1)'],
    ['file:///etc/passwd'],
    ['blob:https://example.com/1'],
    ['//example.com'],
    ['/relative'],
    ['example.com'],
    [''],
    [null],
    [{ href: 'https://example.com' }],
    [['https://example.com']],
  ])('%j is not a link, and its text is kept', (url) => {
    expect(linkTo({ url })).toBe('<p dir="auto">link</p>');
  });

  test('accepts an editor’s href instead of a url', () => {
    expect(linkTo({ href: 'https://example.com/' })).toContain('href="https://example.com/"');
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 7, null, {}])(
    'an entity key %j that is not in the map is not a link',
    (key) => {
      expect(htmlOfBlock({ text: 'link', entityRanges: [{ offset: 0, length: 4, key }] })).toBe(
        '<p dir="auto">link</p>',
      );
    },
  );

  test('an entity map with a __proto__ key adds no link', () => {
    const entityMap: unknown = JSON.parse('{"__proto__":{"data":{"url":"https://example.com"}}}');
    expect(
      htmlOfBlock({ text: 'link', entityRanges: [{ offset: 0, length: 4, key: 'data' }] }, entityMap),
    ).toBe('<p dir="auto">link</p>');
  });

  test('a style that crosses the edge of a link is split there', () => {
    const html = htmlOfBlock(
      {
        text: 'abcd',
        inlineStyleRanges: [{ offset: 0, length: 3, style: 'BOLD' }],
        entityRanges: [{ offset: 2, length: 2, key: 0 }],
      },
      { 0: { data: { url: 'https://example.com/' } } },
    );
    expect(html).toBe(
      `<p dir="auto"><strong>ab</strong><a href="https://example.com/" ${REL}><strong>c</strong>d</a></p>`,
    );
  });
});

test.each([[null], ['text'], [{}], [{ 0: { text: 'x' } }], [17]])(
  'blocks of %j are rendered as an empty string',
  (blocks) => {
    expect(htmlOf(blocks)).toBe('');
  },
);

test.each([[null], ['x'], [[{ text: 'x' }]], [{}]])('a block of %j is an empty paragraph', (block) => {
  expect(htmlOf([block])).toBe('<p dir="auto"></p>');
});

test('one link across many styles is one tag, and HTML is at most ten times as long as its text', () => {
  const entityMap = { 0: { data: { url: 'https://example.com/'.padEnd(2000, 'a') } } };
  const text = 'x'.repeat(400);
  const styles = Array.from({ length: 200 }, (_, index) => ({ offset: 2 * index, length: 1, style: 'BOLD' }));
  const one = { text, inlineStyleRanges: styles, entityRanges: [{ offset: 0, length: 400, key: 0 }] };
  expect(htmlOfBlock(one, entityMap).match(/<a /g)).toHaveLength(1);
  const many = { text, entityRanges: styles.map((range) => ({ ...range, key: 0 })) };
  // Red without MAX_GROWTH: 400 KB.
  expect(htmlOfBlock(many, entityMap)).toBe(`<p dir="auto">${text}</p>`);
});

// Red if the whole note is rendered before its length is checked: the string would exceed V8's limit.
test('stops rendering links as soon as a note with many blocks grows too long, and omits them all', () => {
  const entityMap = { 0: { data: { url: 'http://a/?'.padEnd(2000, '&') } } };
  const entityRanges = Array.from({ length: 200 }, (_, offset) => ({ offset, length: 1, key: 0 }));
  const blocks = Array.from({ length: 400 }, () => ({ text: 'x'.repeat(200), entityRanges }));
  expect(htmlOf(blocks, entityMap)).toBe(`<p dir="auto">${'x'.repeat(200)}</p>`.repeat(400));
});

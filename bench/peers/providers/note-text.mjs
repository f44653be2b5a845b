import { list, record, text } from './values.mjs';

const TAGS = { 'header-two': 'h2', 'unordered-list-item': 'li', 'ordered-list-item': 'li' };
const LISTS = { 'unordered-list-item': 'ul', 'ordered-list-item': 'ol' };
const STYLES = { BOLD: 'strong', ITALIC: 'em' };

/** A note's plain text and HTML, from Draft.js raw content in a string or an object, or from plain text. */
export function noteText(value) {
  const content = contentOf(value);
  if (content === null) {
    const plain = text(value) ?? '';
    const lines = plain === '' ? [] : plain.split('\n');
    return { text: plain, html: lines.map((line) => `<p dir="auto">${escape(line)}</p>`).join('') };
  }
  const blocks = list(content.blocks);
  return {
    text: blocks.map((block) => text(block.text) ?? '').join('\n'),
    html: blocks.map((block, index) => blockHtml(block, index, blocks, content.entityMap)).join(''),
  };
}

function contentOf(value) {
  let content = value;
  if (typeof value === 'string') {
    try {
      content = JSON.parse(value);
    } catch {
      return null;
    }
  }
  return record(record(content)?.blocks) === null && !Array.isArray(record(content)?.blocks) ? null : content;
}

function blockHtml(block, index, blocks, entities) {
  const tag = TAGS[block.type] ?? 'p';
  const listTag = LISTS[block.type];
  const item = `<${tag} dir="auto">${pieces(block, entities)}</${tag}>`;
  if (listTag === undefined) return item;
  const opens = blocks[index - 1]?.type !== block.type ? `<${listTag}>` : '';
  const closes = blocks[index + 1]?.type !== block.type ? `</${listTag}>` : '';
  return `${opens}${item}${closes}`;
}

function pieces({ text: source, inlineStyleRanges, entityRanges }, entities) {
  const ranges = [...inlineStyleRanges, ...entityRanges];
  const cuts = [0, source.length, ...ranges.flatMap(({ offset, length }) => [offset, offset + length])];
  const positions = [...new Set(cuts)].sort((a, b) => a - b);
  return positions
    .slice(1)
    .map((end, index) => {
      const start = positions[index];
      const covers = ({ offset, length }) => offset <= start && offset + length >= end;
      const names = new Set(inlineStyleRanges.filter(covers).map(({ style }) => style));
      const link = entityRanges.find(covers);
      let piece = escape(source.slice(start, end));
      for (const style of Object.keys(STYLES).toReversed()) {
        if (names.has(style)) piece = `<${STYLES[style]}>${piece}</${STYLES[style]}>`;
      }
      if (link === undefined) return piece;
      const { href } = new URL(entities[link.key].data.url);
      return `<a href="${escape(href)}" rel="noopener noreferrer nofollow">${piece}</a>`;
    })
    .join('');
}

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '\n': '<br>' };

function escape(source) {
  return source.replaceAll(/[&<>"'\n]/g, (character) => ESCAPES[character]);
}

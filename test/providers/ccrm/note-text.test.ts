import { expect, test } from '@jest/globals';
import { readNoteText } from '../../../src/providers/ccrm/notes/draft-content.js';

const blocks = [
  { key: 'a', text: 'Zadzwonić jutro', type: 'unstyled' },
  { key: 'b', text: '', type: 'unstyled' },
  { key: 'c', text: 'o umowie', type: 'unordered-list-item' },
];
const content = { blocks, entityMap: {} };
const text = 'Zadzwonić jutro\n\no umowie';

test.each([
  ['a JSON string', JSON.stringify(content)],
  ['an indented JSON string', ` \n${JSON.stringify(content, null, 2)}`],
  ['an object', content],
])('Draft.js content as %s has one line of text for each block', (_, value) => {
  expect(readNoteText(value)).toEqual({ text, content });
});

test('blocks may be a map', () => {
  const map = { blocks: { 0: { text: 'one' }, 1: { text: 'two' } } };
  const list = { blocks: [{ text: 'one' }, { text: 'two' }] };
  expect(readNoteText(map)).toEqual({ text: 'one\ntwo', content: list });
});

test.each([
  'Zadzwonić jutro',
  '{"blocks":[',
  '{"blocks":',
  '{nie JSON}',
  '{"blok":[]}',
  '{"blocks":null}',
  '["blocks"]',
  '107',
  'true',
  '  wcięcie  ',
])('%j is plain text', (value) => {
  expect(readNoteText(value)).toEqual({ text: value, content: null });
});

test('the text of the example as it stands, if the quotes end it early, is plain text', () => {
  expect(readNoteText('{')).toEqual({ text: '{', content: null });
});

test.each([[null], [undefined], [''], [{}], [[]], [true], [{ blocks: 'text' }]])('%j is no text', (value) => {
  expect(readNoteText(value)).toEqual({ text: '', content: null });
});

test.each([[[]], [{}]])('content of the blocks %j is empty', (none) => {
  expect(readNoteText({ blocks: none })).toEqual({ text: '', content: { blocks: [] } });
});

test('a block that is no block is an empty line', () => {
  const odd = { blocks: [{ text: 'one' }, null, 'two', { text: null }, { text: 5 }] };
  expect(readNoteText(odd).text).toBe('one\n\n\n\n5');
});

test.each([
  ['a JSON string', '{"blocks":[],"entityMap":{"0":{"data":{"id":9007199254740993}}}}'],
  ['an object', { blocks: [], entityMap: { 0: { data: { id: 9007199254740993n } } } }],
])('a 64-bit number in content as %s keeps its digits, in a form that JSON can write', (_, value) => {
  const { content: read } = readNoteText(value);
  expect(JSON.parse(JSON.stringify(read))).toEqual({
    blocks: [],
    entityMap: { 0: { data: { id: '9007199254740993' } } },
  });
});

test('content that is nested beyond reason is plain text', () => {
  const deep = `{"blocks":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(readNoteText(deep)).toEqual({ text: deep, content: null });
});

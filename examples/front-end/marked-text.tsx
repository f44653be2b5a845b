import { Fragment } from 'react';

/** Letters that Unicode doesn't decompose into a base letter and a mark. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

interface Props {
  readonly text: string;
  readonly search: string;
}

/** A text with the search's matches marked: words that start with one of its words. */
export function MarkedText({ text, search }: Props) {
  const wanted = wordsOf(search).map(folded);
  return text
    .split(/([\p{L}\p{N}\p{M}]+)/u)
    .map((part, index) => (
      <Fragment key={index}>
        {index % 2 === 1 && wanted.some((word) => folded(part).startsWith(word)) ? <mark>{part}</mark> : part}
      </Fragment>
    ));
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** The text without case and diacritics, as Switchboard searches. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mn}/gu, '')
    .replace(/[łøđðßæœ]/g, (letter) => BASE_LETTERS[letter] ?? letter);
}

import { draftContent, type Block, type Span } from './draft-content.js';
import type { Random } from './random.js';

const bold = (text: string): Span => ({ text, style: 'BOLD' });
const italic = (text: string): Span => ({ text, style: 'ITALIC' });
const paragraph = (...spans: readonly Span[]): Block => ({ type: 'unstyled', spans });
const bullet = (...spans: readonly Span[]): Block => ({ type: 'unordered-list-item', spans });
const numbered = (...spans: readonly Span[]): Block => ({ type: 'ordered-list-item', spans });

const DRAFTS: readonly (readonly Block[])[] = [
  [paragraph('Notatka do tego połączenia')],
  [paragraph('Klient prosi o ', bold('fakturę korygującą'), ' za poprzedni miesiąc.')],
  [
    paragraph('Klient zamówił:'),
    bullet('2 × router, ', italic('biały')),
    bullet('1 × ', bold('telefon biurkowy')),
    bullet('montaż'),
  ],
  [
    paragraph('Do zrobienia:'),
    numbered('sprawdzić ', bold('stan magazynu')),
    numbered('wysłać ofertę'),
    numbered('oddzwonić ', italic('przed piątkiem')),
  ],
  [
    { type: 'header-two', spans: ['Reklamacja'] },
    paragraph('Uszkodzona obudowa. '),
    paragraph(),
    paragraph('Numer zgłoszenia: ', bold('R/2041')),
  ],
  [
    paragraph(
      'Instrukcja jest ',
      { text: 'na naszej stronie', url: 'https://example.com/instrukcja' },
      '. Wysłano e-mailem.',
    ),
  ],
  [paragraph('👍 Sprawa ', bold('załatwiona'), ' 🎉🎉 – klient ', italic('bardzo zadowolony'), '.')],
  [
    bullet('Ustalenia'),
    { type: 'unordered-list-item', depth: 1, spans: ['termin: ', bold('środa')] },
    { type: 'unordered-list-item', depth: 1, spans: ['kontakt: ', italic('pani Zofia')] },
    bullet('Płatność 14 dni'),
  ],
  [paragraph('Pytał o rabat: <10%> & "stałą cenę". ', bold('Nie obiecywać!'))],
  [paragraph('Rozmowa po hebrajsku: ', bold('הלקוח ביקש הצעת מחיר'), ' – przekazano do Tel Awiwu.')],
];

const PLAIN = [
  'Oddzwonić jutro po 9.',
  'Klient nie odebrał, zostawiono wiadomość.\nSpróbować ponownie w poniedziałek.',
  'Rabat 5 % & darmowa dostawa <uzgodnić z szefem>',
] as const;

/** A note's text: mostly Draft.js raw content as a JSON string; also plain text, an object, or invalid JSON. */
export function madeNoteText(random: Random): unknown {
  const content = draftContent(random.pick(DRAFTS), () => random.uuid().slice(0, 5));
  return random.weighted<() => unknown>([
    [() => JSON.stringify(content), 84],
    [() => random.pick(PLAIN), 8],
    [() => content, 5],
    [() => JSON.stringify(content).slice(0, -9), 3],
  ])();
}

import type { CallPhoneNumber } from '../../domain/call.js';
import { text } from '../../json/decode.js';

/** Words that telephone systems write instead of a withheld number, normalized by `folded`. */
const WITHHELD: ReadonlySet<string> = new Set(
  [
    ...['anonymous', 'anonymus', 'anonim', 'anonimowy', 'anonymously'],
    ...['private', 'private number', 'restricted', 'withheld', 'number withheld', 'blocked', 'hidden'],
    ...['unknown', 'unavailable', 'not available', 'no caller id', 'no number', 'none', 'null', 'n/a'],
    ...['zastrzeżony', 'numer zastrzeżony', 'zastrzeżone', 'prywatny', 'numer prywatny', 'ukryty'],
    ...['numer ukryty', 'nieznany', 'numer nieznany', 'brak', 'brak numeru', 'niedostępny'],
    ...['חסוי', 'מספר חסוי', 'חסום', 'מספר חסום', 'לא ידוע', 'לא מזוהה', 'פרטי'],
    ...['аноним', 'анонимный', 'скрыт', 'скрытый', 'скрытый номер', 'номер скрыт', 'неизвестный'],
    ...['неизвестно', 'anonym', 'unterdrückt', 'unbekannt'],
  ].map(folded),
);

/** Matches nearly every number, and no word for a withheld one. */
const DIGITS = /^\+?\d[\d ().-]*$/;

/** A number in its two forms; null if both are empty or words for a withheld number, or the raw one is only zeros. */
export function decodePhone(
  formatted: unknown,
  raw: unknown,
  country: string | null,
): CallPhoneNumber | null {
  const phone = { formatted: numberIn(formatted), raw: numberIn(raw), country };
  const isNone = phone.formatted === null && (phone.raw === null || /^0+$/.test(phone.raw));
  return isNone ? null : phone;
}

function numberIn(value: unknown): string | null {
  const number = text(value);
  return number === null || (!DIGITS.test(number) && isWithheld(number)) ? null : number;
}

/** Also recognizes a SIP address such as `"Anonymous" <sip:anonymous@anonymous.invalid>` by its user part. */
function isWithheld(number: string): boolean {
  const user = /(?:^|[\s<])(?:sips?:)?([^\s<>@:]+)@/i.exec(number)?.[1];
  const name = folded(user ?? number);
  return name === '' || WITHHELD.has(name);
}

/** Only the letters, digits, `*` and `#` of a word, in lower case and without diacritics. */
function folded(word: string): string {
  const plain = word.normalize('NFKD').toLowerCase().replaceAll('ł', 'l');
  return plain.replace(/[^\p{L}\p{Nd}*#]/gu, '');
}

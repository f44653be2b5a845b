import type { CallPhoneNumber } from '../../../domain/call.js';
import { dialled } from '../../../json/decode.js';
import type { FieldReader } from '../../../upstream/field-reader.js';

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

/** Matches nearly every number, but no word for a withheld one. */
const DIGITS = /^\+?\d[\d ().-]*$/;

/**
 * A party's number in its two forms; `formattedName` is the field of the formatted one. null if the caller withheld it:
 * both forms are then empty, zeros or a word such as `anonymous`.
 */
export function decodePhone(
  read: FieldReader,
  formattedName: 'number' | 'numberFormatted',
  country: string | null,
): CallPhoneNumber | null {
  const formatted = numberIn(read.value(formattedName, dialled));
  const raw = numberIn(read.value('numberNotFormatted', dialled));
  return isNone(formatted) && isNone(raw) ? null : { formatted, raw, country };
}

function isNone(number: string | null): boolean {
  return number === null || /^0+$/.test(number);
}

function numberIn(number: string | null): string | null {
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

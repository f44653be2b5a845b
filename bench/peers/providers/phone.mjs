import { parsePhoneNumberFromString } from 'libphonenumber-js';

const REMEMBERED = 10_000;
const remembered = new Map();

/** A number in E.164, or null where it is no valid international one. Remembers what it has read. */
export function e164({ formatted, raw }) {
  const digits = raw?.replaceAll(/\D/g, '').replace(/^00/, '') ?? '';
  if (formatted?.startsWith('+')) return remember(formatted);
  return digits.length >= 10 ? remember(`+${digits}`) : null;
}

function remember(number) {
  let known = remembered.get(number);
  if (known === undefined) {
    if (remembered.size >= REMEMBERED) remembered.clear();
    const parsed = parsePhoneNumberFromString(number);
    known = parsed?.isValid() === true ? parsed.number : null;
    remembered.set(number, known);
  }
  return known;
}

import type { Random } from './random.js';

/** A number as ccrm writes it in its two forms. */
export interface PhoneNumber {
  /** Such as `+48 600 000 123`. */
  readonly formatted: string;
  /** Country code and number, digits only. */
  readonly digits: string;
}

/** The company's lines. */
export const OWN_LINES: readonly PhoneNumber[] = [
  number('+48 22 555 01 00'),
  number('+48 22 555 01 01'),
  number('+972 3 555 0100'),
  number('+49 30 23125 100'),
];

/** A made-up number that is possible in its country's plan: mostly Polish, some Israeli and German. */
export function madeNumber(random: Random): PhoneNumber {
  const two = (): string => String(random.integer(0, 99)).padStart(2, '0');
  const three = (): string => String(random.integer(0, 999)).padStart(3, '0');
  const made = random.weighted<() => string>([
    [() => `+48 ${random.pick(['500', '600', '605', '512', '730'])} 000 ${three()}`, 50],
    [() => `+48 ${random.pick(['22', '12', '61', '71', '58'])} 555 ${two()} ${two()}`, 25],
    [() => `+972 50 000 ${two()}${two()}`, 8],
    [() => `+972 3 555 ${two()}${two()}`, 5],
    [() => `+49 171 392 00${two()}`, 5],
    [() => `+49 30 23125 ${three()}`, 7],
  ]);
  return number(made());
}

function number(formatted: string): PhoneNumber {
  return { formatted, digits: formatted.replace(/\D/g, '') };
}

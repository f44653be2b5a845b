import { canonicalNumber, digitsOf } from './phone/internal-number.js';
import type { Client } from './client.js';
import type { Extension } from './extension.js';
import { compareNames, foldText } from './text-folding.js';

/** The client's settings that are needed to parse a full internal number, such as `12345*107`. */
export type NumberPlan = Pick<Client, 'domainPrefix' | 'extensionLength'>;

/** An index of one workspace's extensions by the identifiers that other providers use. */
export class ExtensionDirectory {
  readonly #bySip = new Map<string, Extension>();
  readonly #byNumber: Map<string, readonly Extension[]>;
  /** By plan, the extensions by their number behind the domain prefix; null for a number without it. */
  readonly #byInnerNumber = new WeakMap<NumberPlan, ReadonlyMap<string | null, readonly Extension[]>>();
  #ordered: readonly Searched[] | null = null;

  constructor(readonly extensions: readonly Extension[]) {
    for (const extension of extensions) this.#bySip.set(extension.sip, extension);
    this.#byNumber = Map.groupBy(extensions, ({ speedDial }) => canonicalNumber(speedDial ?? ''));
    this.#byNumber.delete('');
  }

  /**
   * The extensions whose name, speed dial or SIP user contains the text; every extension if the text is blank.
   * `personal` also searches the user's name and e-mail. Ordered by name, then SIP.
   */
  search(text: string, personal: boolean): readonly Extension[] {
    this.#ordered ??= this.extensions.toSorted(compareExtensions).map(searched);
    const needle = foldText(text.trim());
    return this.#ordered
      .filter(({ own, user }) => own.includes(needle) || (personal && user.includes(needle)))
      .map(({ extension }) => extension);
  }

  bySip(sip: string): Extension | null {
    return this.#bySip.get(sip) ?? null;
  }

  /** The only extension with exactly this speed dial; null if there is none or more than one. */
  bySpeedDial(speedDial: string): Extension | null {
    return only(this.extensions.filter((extension) => extension.speedDial === speedDial));
  }

  /** Whether an agent's internal number identifies this extension unambiguously. */
  hasUniqueNumber({ speedDial }: Extension): boolean {
    return speedDial !== null && this.#withNumber(speedDial).length === 1;
  }

  /**
   * The only extension with an agent's internal number, ignoring separators and lost leading zeros; null if there is
   * none or more than one. Pass `plan` if `needsPlan` returns true.
   */
  byInternalNumber(internalNumber: string, plan: NumberPlan | null): Extension | null {
    const matches = this.#withNumber(internalNumber);
    if (matches.length > 0 || plan === null) return only(exactOrAll(matches, internalNumber));
    const inner = withoutPrefix(internalNumber, plan);
    const number = canonicalNumber(internalNumber);
    const found = [
      ...(this.#byNumber.get(inner ?? '') ?? []),
      ...(this.#innerNumbers(plan).get(number) ?? []),
    ];
    return only([...new Set(found)]);
  }

  /** Whether the client's domain prefix is needed to match this number to an extension. */
  needsPlan(internalNumber: string): boolean {
    if (this.#byNumber.has(internalNumber)) return false;
    const number = canonicalNumber(internalNumber);
    if (number === '' || this.#byNumber.has(number)) return false;
    return this.#byNumber.keys().some((other) => other.endsWith(number) || number.endsWith(other));
  }

  #innerNumbers(plan: NumberPlan): ReadonlyMap<string | null, readonly Extension[]> {
    const known =
      this.#byInnerNumber.get(plan) ??
      Map.groupBy(this.extensions, ({ speedDial }) => withoutPrefix(speedDial ?? '', plan));
    this.#byInnerNumber.set(plan, known);
    return known;
  }

  #withNumber(number: string): readonly Extension[] {
    return this.#byNumber.get(number) ?? this.#byNumber.get(canonicalNumber(number)) ?? [];
  }
}

/** An extension's position in the order of `compareExtensions`. */
export type ExtensionPosition = Pick<Extension, 'name' | 'sip'>;

/** By name, then by SIP. */
export function compareExtensions(a: ExtensionPosition, b: ExtensionPosition): number {
  return compareNames(a.name, b.name) || compareText(a.sip, b.sip);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An extension with its folded search texts; the user's are separate. */
interface Searched {
  readonly extension: Extension;
  readonly own: string;
  readonly user: string;
}

function searched(extension: Extension): Searched {
  const { name, speedDial, sip, user } = extension;
  const joined = (texts: readonly (string | null | undefined)[]) => foldText(texts.join('\n'));
  return { extension, own: joined([name, speedDial, sip]), user: joined([user?.name, user?.email]) };
}

/**
 * The canonical number after the domain prefix; null if the number doesn't begin with it. Unless a `*` follows the
 * prefix, the rest must have the extension length, if it is known. A prefix without its leading zeros matches only if
 * the extension length is known.
 */
function withoutPrefix(number: string, { domainPrefix, extensionLength }: NumberPlan): string | null {
  const prefix = digitsOf(domainPrefix ?? '');
  const digits = digitsOf(number);
  if (prefix === '') return null;
  const lossy = prefix.replace(/^0+/, '');
  const found = [prefix, lossy].find((start) => {
    const length = digits.length - start.length;
    if (length <= 0 || !digits.startsWith(start)) return false;
    if (length === extensionLength) return true;
    return start === prefix && (extensionLength === null || isSeparatedBehind(prefix, number));
  });
  return found === undefined ? null : canonicalNumber(digits.slice(found.length));
}

/** Whether a `*` follows these digits of a number. */
function isSeparatedBehind(prefix: string, number: string): boolean {
  return number.matchAll(/\*/g).some(({ index }) => digitsOf(number.slice(0, index)) === prefix);
}

/** Prefers exact matches if the number still has its leading zeros: `011` differs from `11`. */
function exactOrAll(matches: readonly Extension[], number: string): readonly Extension[] {
  if (!number.startsWith('0')) return matches;
  const exact = matches.filter(({ speedDial }) => speedDial === number);
  return exact.length > 0 ? exact : matches;
}

function only(extensions: readonly Extension[]): Extension | null {
  return (extensions.length === 1 ? extensions[0] : null) ?? null;
}

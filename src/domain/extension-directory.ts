import { canonicalNumber, digitsOf } from './internal-number.js';
import type { Client } from './client.js';
import type { Extension } from './extension.js';
import { compareNames, foldText } from './text-folding.js';

/** The client's part in reading a full internal number, such as `12345*107`. */
export type NumberPlan = Pick<Client, 'domainPrefix' | 'extensionLength'>;

/** The extensions of one workspace, to be found by what other providers call them. */
export class ExtensionDirectory {
  readonly #bySip = new Map<string, Extension>();
  readonly #byNumber = new Map<string, Extension[]>();
  #ordered: readonly Searched[] | null = null;

  constructor(readonly extensions: readonly Extension[]) {
    for (const extension of extensions) {
      this.#bySip.set(extension.sip, extension);
      const number = canonicalNumber(extension.speedDial ?? '');
      if (number !== '') this.#byNumber.set(number, [...(this.#byNumber.get(number) ?? []), extension]);
    }
  }

  /**
   * The extensions of which name, speed dial or SIP hold a text, or with `personal` name and e-mail of the user, too;
   * all for a blank one. Ordered by name, then SIP.
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

  /** The one extension with exactly this speed dial; null where there is none, or more than one. */
  bySpeedDial(speedDial: string): Extension | null {
    return only(this.extensions.filter((extension) => extension.speedDial === speedDial));
  }

  /** Whether an agent's internal number can tell this extension from every other one. */
  hasNumberOfItsOwn({ speedDial }: Extension): boolean {
    return speedDial !== null && this.#withNumber(speedDial).length === 1;
  }

  /**
   * The one extension of an agent's internal number, without regard to separators and lost leading zeros;
   * null where there is none, or more than one. `plan` is needed where `needsPlan` says so.
   */
  byInternalNumber(internalNumber: string, plan: NumberPlan | null): Extension | null {
    const matches = this.#withNumber(internalNumber);
    if (matches.length > 0 || plan === null) return only(unlessExact(matches, internalNumber));
    const inner = withoutPrefix(internalNumber, plan);
    const number = canonicalNumber(internalNumber);
    const found = this.extensions.filter(({ speedDial }) => {
      if (speedDial === null) return false;
      return canonicalNumber(speedDial) === inner || withoutPrefix(speedDial, plan) === number;
    });
    return only(found);
  }

  /** Whether only the client's domain prefix can tell if this number is one of the extensions. */
  needsPlan(internalNumber: string): boolean {
    const number = canonicalNumber(internalNumber);
    if (number === '' || this.#byNumber.has(number)) return false;
    return this.#byNumber.keys().some((other) => other.endsWith(number) || number.endsWith(other));
  }

  #withNumber(number: string): readonly Extension[] {
    return this.#byNumber.get(canonicalNumber(number)) ?? [];
  }
}

/** An extension's place in their order. */
export type ExtensionPosition = Pick<Extension, 'name' | 'sip'>;

/** By name, then by SIP. */
export function compareExtensions(a: ExtensionPosition, b: ExtensionPosition): number {
  return compareNames(a.name, b.name) || compareText(a.sip, b.sip);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An extension with the folded texts in which it is searched, those of its user apart. */
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

/** The canonical number behind the domain prefix; null where the number doesn't begin with it. */
function withoutPrefix(number: string, { domainPrefix, extensionLength }: NumberPlan): string | null {
  const prefix = digitsOf(domainPrefix ?? '');
  const digits = digitsOf(number);
  if (prefix === '') return null;
  if (digits.startsWith(prefix) && digits.length > prefix.length)
    return canonicalNumber(digits.slice(prefix.length));
  const lossy = prefix.replace(/^0+/, '');
  const fits = digits.startsWith(lossy) && digits.length - lossy.length === extensionLength;
  return lossy !== prefix && fits ? canonicalNumber(digits.slice(lossy.length)) : null;
}

/** A number that kept its leading zeros tells `011` from `11`. */
function unlessExact(matches: readonly Extension[], number: string): readonly Extension[] {
  if (!number.startsWith('0')) return matches;
  const exact = matches.filter(({ speedDial }) => speedDial === number);
  return exact.length > 0 ? exact : matches;
}

function only(extensions: readonly Extension[]): Extension | null {
  const [extension, ...others] = extensions;
  return extension !== undefined && others.length === 0 ? extension : null;
}

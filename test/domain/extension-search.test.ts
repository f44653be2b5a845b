import { describe, expect, test } from '@jest/globals';
import type { Extension } from '../../src/domain/extension.js';
import { compareExtensions, ExtensionDirectory } from '../../src/domain/extension-directory.js';

function anExtension(overrides: Partial<Extension>): Extension {
  return {
    kind: 'Extension',
    workspace: 'acme',
    sip: 'sip1',
    name: '',
    speedDial: null,
    account: { id: '1', name: null },
    user: null,
    ...overrides,
  };
}

const ewa = anExtension({ name: 'Ewa', sip: 'acme2', speedDial: '107' });
const twin = anExtension({ name: 'Ewa', sip: 'acme1', user: { name: 'Łukasz', email: null } });
const room = anExtension({
  name: 'Sala 2',
  sip: 'acme3',
  user: { name: null, email: 'recepcja@example.com' },
});
const hall = anExtension({ name: 'Sala 10', sip: 'acme4' });
const directory = new ExtensionDirectory([hall, room, ewa, twin]);

describe('a search for extensions', () => {
  test.each<[text: string, personal: boolean, found: readonly Extension[]]>([
    ['', false, [twin, ewa, room, hall]],
    ['  ', true, [twin, ewa, room, hall]],
    ['sala', false, [room, hall]],
    [' SALA 1 ', false, [hall]],
    ['107', false, [ewa]],
    ['acme3', false, [room]],
    ['lukasz', true, [twin]],
    ['lukasz', false, []],
    ['RECEPCJA@', true, [room]],
    ['recepcja@', false, []],
    // A match never spans two fields.
    ['ewa107', true, []],
    ['nobody', true, []],
  ])('for “%s” (personal data: %s) returns the matching extensions', (text, personal, found) => {
    expect(directory.search(text, personal)).toEqual(found);
    expect(directory.search(text, personal)).toEqual(found);
  });
});

test('extensions are ordered by name, then by SIP', () => {
  expect(compareExtensions(ewa, hall)).toBeLessThan(0);
  expect(compareExtensions(hall, ewa)).toBeGreaterThan(0);
  expect(compareExtensions(twin, ewa)).toBe(-1);
  expect(compareExtensions(ewa, twin)).toBe(1);
  expect(compareExtensions(ewa, ewa)).toBe(0);
});

describe('a full internal number', () => {
  test('is matched without its prefix only if the prefix is known', () => {
    const plan = { domainPrefix: null, extensionLength: 3 };
    expect(directory.byInternalNumber('12345*107', plan)).toBeNull();
    expect(directory.byInternalNumber('12345*107', { ...plan, domainPrefix: '' })).toBeNull();
    expect(directory.byInternalNumber('12345*107', { ...plan, domainPrefix: '12345' })).toBe(ewa);
  });

  test('isn’t matched by its prefix alone, or if its prefix differs', () => {
    const zero = anExtension({ speedDial: '0' });
    const plan = { domainPrefix: '12045', extensionLength: 3 };
    expect(new ExtensionDirectory([zero]).byInternalNumber('12045', plan)).toBeNull();
    expect(directory.byInternalNumber('1245107', plan)).toBeNull();
    // A speed dial with other digits of the same length isn't the number.
    expect(directory.byInternalNumber('45107', { domainPrefix: '45', extensionLength: 3 })).toBe(ewa);
    expect(directory.byInternalNumber('9107', { domainPrefix: '45', extensionLength: 3 })).toBeNull();
  });

  test('needs the number plan if it ends with one of several speed dials', () => {
    const both = new ExtensionDirectory([ewa, anExtension({ speedDial: '999' })]);
    expect(both.needsPlan('12345107')).toBe(true);
    expect(both.needsPlan('12345108')).toBe(false);
  });

  test('is matched even if some extensions have no speed dial', () => {
    const plan = { domainPrefix: '12345', extensionLength: 3 };
    expect(directory.byInternalNumber('12345107', plan)).toBe(ewa);
    expect(new ExtensionDirectory([hall]).byInternalNumber('12345107', plan)).toBeNull();
  });
});

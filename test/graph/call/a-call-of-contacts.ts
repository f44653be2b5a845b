import type { WireCall } from '../../../src/sandbox/wire.js';
import { aCall } from '../../support/builders.js';

/** An SMS with a note, from a person to an organisation; both have pictures named after people. */
export function aCallOfContacts(): WireCall {
  return aCall({
    note: 1,
    service: 'SMS',
    smsData: 'Proszę oddzwonić',
    from: {
      type: 'person',
      uuid: 'c0000000-0000-4000-8000-000000000001',
      firstName: 'Katarzyna',
      lastName: 'Nowak',
      avatar: 'katarzyna-nowak.png',
      number: '+48 600 000 123',
      numberNotFormatted: 48600000123,
    },
    to: {
      type: 'organisation',
      uuid: 'c0000000-0000-4000-8000-000000000002',
      name: 'Zenit',
      avatar: 'sklep-nowak.png',
      number: '+48 22 555 01 00',
      numberNotFormatted: 48225550100,
    },
  });
}

import type { Call } from '../../domain/call.js';
import { e164Of, isNational } from '../../domain/phone/phone-number.js';
import { type Judgement, ofEachProvider } from '../finding.js';

/** Whether recent external numbers can be converted to E.164; national ones need the workspace's country. */
export const checkPhoneNumbers = ofEachProvider(({ probe: { lastCalls } }) => {
  if (lastCalls === undefined) return null;
  const { calls, country } = lastCalls;
  const phones = calls.flatMap(outsidePhones);
  const national = phones.filter(isNational);
  const unread = national.filter((phone) => e164Of(phone) === null);
  const facts = { country, numbers: phones.length, national: national.length, unread: unread.length };
  return { ...judged(facts), facts };
});

function outsidePhones({ externalParty, direction }: Call) {
  return direction === 'INTERNAL' || externalParty?.phone == null ? [] : [externalParty.phone];
}

interface Facts {
  readonly country: string | null;
  readonly numbers: number;
  readonly national: number;
  readonly unread: number;
}

function judged({ country, numbers, national, unread }: Facts): Omit<Judgement, 'facts'> {
  if (numbers === 0) return { verdict: 'UNKNOWN', text: 'Unknown: no recent call has an external number.' };
  if (national === 0) return { verdict: 'GOOD', text: 'All numbers have a country code.' };
  const share = `${national} of ${numbers} numbers are national`;
  if (country === null) {
    const text = `${share}, and no country is configured: set the workspace’s country (COUNTRY) to get them in E.164.`;
    return { verdict: 'PROBLEM', text };
  }
  if (unread === national) {
    return { verdict: 'PROBLEM', text: `${share}, but none is a valid number in ${country}.` };
  }
  const left = unread === 0 ? '' : `; ${unread} are not valid in ${country}`;
  return { verdict: 'GOOD', text: `${share}, and are parsed as numbers of ${country}${left}.` };
}

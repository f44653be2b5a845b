import type { Call } from '../../domain/call.js';
import { e164Of, isNational } from '../../domain/phone/phone-number.js';
import { ofEachProvider, type Verdict } from '../finding.js';

/** Whether recent external numbers can be converted to E.164; national ones need the workspace's country. */
export const checkPhoneNumbers = ofEachProvider(({ probe: { lastCalls } }) => {
  if (lastCalls === undefined) return null;
  const { calls, country } = lastCalls;
  const phones = calls.flatMap(outsidePhones);
  const national = phones.filter(isNational);
  const unread = national.filter((phone) => e164Of(phone) === null).length;
  const facts = { country, numbers: phones.length, national: national.length, unread };
  const judged = (verdict: Verdict, text: string) => ({ verdict, text, facts });
  const share = `${national.length} of ${phones.length} numbers are national`;
  if (phones.length === 0) return judged('UNKNOWN', 'Unknown: no recent call has an external number.');
  if (national.length === 0) return judged('GOOD', 'All numbers have a country code.');
  if (country === null) {
    const setting = 'set the workspace’s country (COUNTRY) to get them in E.164';
    return judged('PROBLEM', `${share}, and no country is configured: ${setting}.`);
  }
  if (unread === national.length)
    return judged('PROBLEM', `${share}, but none is a valid number in ${country}.`);
  const left = unread === 0 ? '' : `; ${unread} are not valid in ${country}`;
  return judged('GOOD', `${share}, and are parsed as numbers of ${country}${left}.`);
});

function outsidePhones({ externalParty, direction }: Call) {
  return direction === 'INTERNAL' || externalParty?.phone == null ? [] : [externalParty.phone];
}

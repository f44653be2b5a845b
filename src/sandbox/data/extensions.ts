import { SANDBOX_CREDENTIALS } from '../credentials.js';
import type { WireExtension } from '../wire.js';

type Row = readonly [speedDial: string | null, name: string, userName?: string, email?: string];

const WARSAW: readonly Row[] = [
  ['101', 'Recepcja', 'Agnieszka Wróbel', 'agnieszka.wrobel'],
  ['102', 'Sprzedaż 1', 'Jan Kowalski', 'jan.kowalski'],
  ['103', 'Sprzedaż 2', 'Małgorzata Zielińska', 'malgorzata.zielinska'],
  ['104', 'Sprzedaż 3', 'Paweł Dąbrowski', 'pawel.dabrowski'],
  ['105', 'Sprzedaż 4', 'Łukasz Gołąb', 'lukasz.golab'],
  ['106', 'Księgowość', 'Grażyna Święcicka', 'grazyna.swiecicka'],
  ['107', 'Obsługa klienta 1', 'Katarzyna Nowak', 'katarzyna.nowak'],
  ['108', 'Obsługa klienta 2', 'Tomasz Wiśniewski', 'tomasz.wisniewski'],
  ['109', 'Obsługa klienta 3', 'Żaneta Ćwik', 'zaneta.cwik'],
  ['110', 'Magazyn', 'Zbigniew Żuk', 'zbigniew.zuk'],
  ['111', 'Serwis 1', 'Marek Szymański', 'marek.szymanski'],
  ['112', 'Serwis 2', 'Joanna Jabłońska', 'joanna.jablonska'],
  ['113', 'Zarząd', 'Ewa Mazur', 'ewa.mazur'],
  ['114', 'Sala konferencyjna Wisła'],
  ['115', 'Sala konferencyjna Odra'],
  ['116', 'Fax Warszawa'],
  ['011', 'Portiernia', 'Ryszard Bąk', 'ryszard.bak'],
  [null, 'Telefon zapasowy'],
];

const TEL_AVIV: readonly Row[] = [
  ['201', 'קבלה', 'דנה לוי', 'dana.levi'],
  ['202', 'מכירות 1', 'יוסי כהן', 'yossi.cohen'],
  ['203', 'מכירות 2', 'נועה פרץ', 'noa.peretz'],
  ['204', 'מכירות 3', 'אבי מזרחי', 'avi.mizrahi'],
  ['205', 'שירות לקוחות 1', 'מיכל ביטון', 'michal.biton'],
  ['206', 'שירות לקוחות 2', 'עומר אברהם', 'omer.avraham'],
  ['207', 'שירות לקוחות 3', 'תמר שפירא', 'tamar.shapira'],
  ['208', 'הנהלת חשבונות', 'רונית גולן', 'ronit.golan'],
  ['209', 'מחסן'],
  ['210', 'חדר ישיבות'],
  ['211', 'הנהלה', 'אורי ברק', 'uri.barak'],
  ['212', 'פקס'],
];

const SUPPORT: readonly Row[] = [
  ['301', 'Support 1', 'Emily Carter', 'emily.carter'],
  ['302', 'Support 2', 'Oliver Bennett', 'oliver.bennett'],
  ['303', 'Support 3', 'Sophie Turner', 'sophie.turner'],
  ['304', 'Support 4', 'Daniel Hughes', 'daniel.hughes'],
  ['305', 'Escalations', 'Grace Mitchell', 'grace.mitchell'],
  ['306', 'Night desk', 'Henry Foster', 'henry.foster'],
  ['307', 'Billing', 'Chloe Morgan', 'chloe.morgan'],
  ['308', 'Voicemail'],
  ['205', 'Training desk', 'Jack Russell', 'jack.russell'],
  ['310', 'Lab'],
];

const [TEL_AVIV_CODE, SUPPORT_CODE] = SANDBOX_CREDENTIALS.voicenterAccountCodes;
const WARSAW_ID = 20260001;
const TEL_AVIV_ID = 20260002;
const SUPPORT_ID = 20260003;

/** The codes of the three accounts. The one in Warsaw is the head account. */
export const ACCOUNT_CODES: Readonly<Record<string, number>> = {
  [SANDBOX_CREDENTIALS.voicenterCode]: WARSAW_ID,
  [TEL_AVIV_CODE]: TEL_AVIV_ID,
  [SUPPORT_CODE]: SUPPORT_ID,
};

/**
 * A company's forty extensions in three accounts. Speed dial 205 occurs twice, 011 has a leading zero, one extension
 * has no speed dial, and some have no user.
 */
export function madeExtensions(company = 'acme'): WireExtension[] {
  const title = company.charAt(0).toUpperCase() + company.slice(1);
  const inAccount = (id: number, name: string) => (row: Row) =>
    extension(row, id, { company, name: `${title} ${name}` });
  return [
    ...WARSAW.map(inAccount(WARSAW_ID, 'Warszawa')),
    ...TEL_AVIV.map(inAccount(TEL_AVIV_ID, 'תל אביב')),
    ...SUPPORT.map(inAccount(SUPPORT_ID, 'Support')),
  ];
}

function extension(
  [speedDial, name, userName = '', email]: Row,
  accountId: number,
  account: { readonly company: string; readonly name: string },
): WireExtension {
  const twin = accountId === SUPPORT_ID && speedDial === '205' ? 'b' : '';
  return {
    SIP: `${account.company}SIP${speedDial ?? 'spare'}${twin}`,
    Name: name,
    SpeedDial: speedDial ?? '',
    AccountID: accountId,
    AccountName: account.name,
    UserName: userName,
    UserEmail: email === undefined ? '' : `${email}@example.com`,
  };
}

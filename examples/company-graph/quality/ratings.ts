export interface CallRating {
  /** The uuid of the rated call, the only data of it that this service stores. */
  readonly uuid: string;
  /** The month of the audit in which a listener rated the call: `YYYY-MM`. */
  readonly audit: string;
  /** 1 to 5. */
  readonly score: number;
  readonly comment: string | null;
}

type Row = readonly [uuid: string, score: number, comment?: string];

/** Calls of the sandbox from 1 to 9 February 2026, none of which has a note. */
const FEBRUARY: readonly Row[] = [
  ['adb5662b-862b-4027-9306-611c987746e8', 4],
  ['161e162b-f0bf-4111-b382-9eb03dcf3aa1', 3, 'Let the caller repeat the order number'],
  ['b4e4b5f6-32d7-4e4e-822a-0b7d172729b3', 5],
  ['c137023d-c989-473c-a146-e8c5b1ba5170', 4],
  ['81c22719-49fe-44a2-be41-9311e1461354', 2, 'Quoted last year’s prices'],
  ['b905b53c-3290-49ba-9604-11fa5f476a68', 5, 'Found the parcel while the caller waited'],
  ['c6540243-29a6-40b2-8bf3-94bd235146d6', 4],
  ['30be1d79-2a06-44c4-8f73-c122b6f69756', 3],
  ['38b17701-44a6-4e41-8e78-886a0afd707e', 5],
  ['45c3c444-5d9d-4871-aa20-e29500946a36', 4],
  ['b02ddf7a-a4cd-494d-bf48-a891ec60ca34', 1, 'Hung up first'],
  ['9d829a31-d04c-495b-8966-29781a8de055', 4],
  ['5e51bf0d-7ed1-4dc4-90bd-aefa226c1650', 5],
  ['99f2ac78-90a7-4928-94d8-7b1061aa234f', 3, 'Long silence while searching'],
  ['c0afab90-20e5-4ce7-a2f4-169425e4b5ee', 4],
  ['817a4cec-abf0-46e4-8c43-0c284429d733', 4],
  ['ef91d167-7a9f-4ac5-a48c-ff1650bbced1', 5],
  ['bdd05212-bf48-4cef-ba66-4c0138963995', 2, 'Forgot to confirm the date'],
  ['a83aad08-8ea9-4331-9d4c-00689a5341dd', 4],
  ['8a31c7b5-30a1-47a4-bcb9-69e1eaf459e1', 5],
];

/** Calls of the sandbox on 4 March 2026 from 12:00 to 13:00 UTC. */
const MARCH: readonly Row[] = [
  ['a46bdaeb-a1a6-41fb-b491-c3196435123b', 4, 'Promised the corrected invoice at once'],
  ['0223455a-020c-4d1d-9fb6-2efa4ee75c66', 5],
  ['e0facf0d-722c-408c-9362-24a9fb5b7d09', 2, 'Put on hold twice'],
];

/** Made-up ratings, in the order in which they were given. */
export const RATINGS: readonly CallRating[] = [...ratings('2026-02', FEBRUARY), ...ratings('2026-03', MARCH)];

function ratings(audit: string, rows: readonly Row[]): readonly CallRating[] {
  return rows.map(([uuid, score, comment = null]) => ({ uuid, audit, score, comment }));
}

import type { WireCall } from '../../wire.js';
import { externalNumber, insideParty, ownLine, party, receiver } from './call-parties.js';
import { callUuid, type CallPlace } from './call-uuid.js';
import type { Contact } from '../contacts.js';
import type { CrmUser } from '../crm-users.js';
import { madeFlags } from './flags.js';
import { oddList, oddParty, spelled } from '../odd-forms.js';
import { Random } from '../random.js';
import { INCOMING_SMS, OUTGOING_SMS } from './sms-texts.js';

/** The company that the made-up calls are about. */
export interface Company {
  readonly seed: number;
  readonly contacts: readonly Contact[];
  readonly users: readonly CrmUser[];
  /** Calls on a working day in 2025, before seasonal and random variation. */
  readonly callsPerDay: number;
}

type Direction = 'in' | 'out' | 'internal';
type Service = 'call' | 'sms' | 'fax';
type Status = 'answered' | 'noAnswer' | 'busy';

type Weights<Value> = readonly (readonly [Value, number])[];

const SERVICES: Weights<Service> = [
  ['call', 92],
  ['sms', 6],
  ['fax', 2],
];
const CALL_DIRECTIONS: Weights<Direction> = [
  ['in', 55],
  ['out', 37],
  ['internal', 8],
];
const MESSAGE_DIRECTIONS: Weights<Direction> = [
  ['in', 45],
  ['out', 55],
];
const INCOMING_STATUSES: Weights<Status> = [
  ['answered', 78],
  ['noAnswer', 19],
  ['busy', 3],
];
const OUTGOING_STATUSES: Weights<Status> = [
  ['answered', 74],
  ['noAnswer', 17],
  ['busy', 9],
];

/** Internal numbers that no extension has; 11 is 011 without its zero. */
const UNKNOWN_INTERNALS = [11, 150, 199, 400, 999] as const;

/** The call at a place, always the same for the same seed. */
export function callRecord(company: Company, place: CallPlace, callDate: string): WireCall {
  const random = new Random(company.seed, 5, place.day, place.index);
  const service = random.weighted(SERVICES);
  const direction = madeDirection(random, service);
  const status = madeStatus(random, service, direction);
  const contact = random.pickEarly(company.contacts);
  const queue = direction === 'in' && service === 'call' && random.chance(60);
  const agents = madeAgents(random, company.users, { direction, status, queue });
  const colleague = (agent: CrmUser | number = random.pick(company.users)): unknown =>
    insideParty(random, agent);
  const internal = direction === 'internal';
  const near = internal ? colleague(agents[0]) : ownLine(random);
  const far = internal ? colleague(agents[1]) : party(random, contact);
  const receivers = agents.map((agent) => receiver(random, agent));
  return {
    to: oddParty(random, direction === 'in' ? near : far),
    from: oddParty(random, direction === 'in' ? far : near),
    userTalk: {
      status: internal ? 'internal' : queue ? 'queue' : 'noQueue',
      receivers: oddList(random, receivers),
    },
    uuid: callUuid(company.seed, place),
    callDirection: spelled(random, direction),
    callDate,
    duration: madeDuration(random, service, status),
    destination: destination(direction, contact),
    cost: direction === 'out' ? random.integer(0, 240) : 0,
    service: spelled(random, service),
    smsData: service === 'sms' ? random.pick(direction === 'in' ? INCOMING_SMS : OUTGOING_SMS) : null,
    note: hasNotes(random, place, agents.length > 0) ? 1 : 0,
    externalNumber: internal ? null : externalNumber(random, contact),
    flags: oddList(random, madeFlags(random)),
    status: service === 'call' && random.chance(0.06) ? 'transferred' : spelled(random, status),
  };
}

function madeDirection(random: Random, service: Service): Direction {
  return random.weighted(service === 'call' ? CALL_DIRECTIONS : MESSAGE_DIRECTIONS);
}

function madeStatus(random: Random, service: Service, direction: Direction): Status {
  if (service !== 'call') return 'answered';
  return random.weighted(direction === 'in' ? INCOMING_STATUSES : OUTGOING_STATUSES);
}

/** About one call in eight, mostly answered ones, spread evenly so that every day has some. */
function hasNotes(random: Random, { day, index }: CallPlace, taken: boolean): boolean {
  return taken ? index % 7 === day % 7 : random.chance(3);
}

/** Seconds: mostly a few minutes, sometimes an hour; 0 if nobody spoke. */
function madeDuration(random: Random, service: Service, status: Status): number {
  if (service === 'sms' || status !== 'answered') return 0;
  if (service === 'fax') return random.integer(25, 140);
  return Math.min(5400, 8 + Math.round(-Math.log(1 - random.fraction()) * 190));
}

/** The agents who talked: none on a missed call, two on internal calls and on some calls of a queue. */
function madeAgents(
  random: Random,
  users: readonly CrmUser[],
  { direction, status, queue }: { direction: Direction; status: Status; queue: boolean },
): readonly (CrmUser | number)[] {
  if (direction === 'in' && status !== 'answered') return [];
  if (random.chance(4)) return [random.pick(UNKNOWN_INTERNALS)];
  const first = random.pickEarly(users);
  const two = direction === 'internal' || (queue && random.chance(8));
  return two ? [first, random.pick(users.filter((user) => user !== first))] : [first];
}

function destination(direction: Direction, { number }: Contact): string {
  if (direction === 'in') return 'Połączenie Przychodzące';
  if (direction === 'internal') return 'Połączenie Wewnętrzne';
  return number.digits.startsWith('48') ? 'Polska' : number.digits.startsWith('49') ? 'Niemcy' : 'Izrael';
}

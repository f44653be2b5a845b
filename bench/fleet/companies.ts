import { createHash } from 'node:crypto';

/** One company's workspace. */
export interface Company {
  readonly id: string;
  /** The API key of its front end. */
  readonly apiKey: string;
  /** People who answer calls and look at them. */
  readonly agents: number;
  readonly callsPerDay: number;
}

/** Pareto's exponent: of a thousand companies three have 400 agents, and half have three at most. */
const EXPONENT = 1.1;
const FEWEST_AGENTS = 2;
const MAX_AGENTS = 400;
const CALLS_OF_AN_AGENT = 10;

/** Few large companies and many small ones. The first of many are the same as those of fewer. */
export function companiesOf(count: number): readonly Company[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `w${String(index + 1)}`;
    const size = FEWEST_AGENTS * shareOf(index + 1) ** (-1 / EXPONENT);
    const agents = Math.min(MAX_AGENTS, Math.floor(size));
    return { id, apiKey: `key-of-${id}`, agents, callsPerDay: agents * CALLS_OF_AN_AGENT };
  });
}

/** Which of some replicas serves a company, if the router hashes its id. */
export function replicaOf({ id }: Company, replicas: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE() % replicas;
}

/** Van der Corput's sequence: numbers between 0 and 1, spread evenly however many there are. */
function shareOf(number: number): number {
  let share = 0;
  for (let [rest, weight] = [number, 0.5]; rest > 0; rest >>>= 1, weight /= 2) share += (rest & 1) * weight;
  return share;
}

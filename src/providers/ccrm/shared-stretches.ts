import { type Call, compareCalls } from '../../domain/call.js';
import type { SharedAccount } from '../../upstream/shared-account.js';
import { type Check, listOf } from '../../upstream/shape.js';
import { isCallOf } from './call-shapes.js';
import type { KnownCalls, KnownStretch } from './known-calls.js';
import { contains, SECOND, type Stretch } from './stretch.js';

/** What replicas tell each other of one workspace's call history: the stretches that they have read. */
export class SharedStretches {
  readonly #areCalls: Check<readonly Call[]>;
  /** What is being fetched, by name. */
  readonly #underway = new Map<string, Promise<void>>();

  /** `remember` is told every call that comes from another replica. */
  constructor(
    workspace: string,
    private readonly account: SharedAccount,
    private readonly known: KnownCalls,
    private readonly remember: (call: Call) => void,
  ) {
    this.#areCalls = listOf(isCallOf(workspace));
  }

  /** To be noted when the provider is asked, for `keep`. */
  get generation(): string | null {
    return this.account.generation;
  }

  /**
   * Adds to what is known the latest stretch that another replica has read around an instant and that is fresh
   * there; with `stale` one that may outlast an outage.
   */
  async lookUp(instant: number, stale: boolean): Promise<void> {
    const name = (await this.account.names()).find((each) => this.#isOfUse(each, instant, stale));
    if (name === undefined) return;
    const underway = this.#underway.get(name) ?? this.#fetch(name).finally(() => this.#underway.delete(name));
    this.#underway.set(name, underway);
    await underway;
  }

  /** `asked` is when the question was sent, by the clock of what is known. Without calls it isn't kept. */
  keep({ first, last, calls }: KnownStretch, asked: number, generation: string | null): void {
    if (calls.length === 0) return;
    const lifetime = this.known.ages.lifetime({ first, last, asked });
    const name = ['calls', first, last, asked].join('/');
    this.account.keepListed(name, calls, { generation, age: this.known.ages.now() - asked, lifetime });
  }

  #isOfUse(name: string, instant: number, stale: boolean): boolean {
    const named = readName(name);
    return (
      named !== null && this.known.ages.isOfUse({ ...named.stretch, asked: named.asked }, instant, stale)
    );
  }

  async #fetch(name: string): Promise<void> {
    const named = readName(name);
    const found = await this.account.find(name);
    if (named === null || found === null || !this.#areCalls(found.value)) return;
    if (found.generation !== this.generation) return;
    const calls = found.value;
    if (!areInOrder(calls) || !calls.every(({ startedAt }) => contains(named.stretch, startedAt))) return;
    this.known.add({ ...named.stretch, calls }, this.known.ages.now() - found.age);
    for (const call of calls) this.remember(call);
  }
}

function readName(name: string): { readonly stretch: Stretch; readonly asked: number } | null {
  const match = /^calls\/(-?\d{1,15})\/(-?\d{1,15})\/(\d{1,15})$/.exec(name);
  if (match === null) return null;
  const [first = NaN, last = NaN, asked = NaN] = match.slice(1).map(Number);
  return first <= last && first % SECOND === 0 && last % SECOND === 0
    ? { stretch: { first, last }, asked }
    : null;
}

function areInOrder(calls: readonly Call[]): boolean {
  return calls.every((call, index) => {
    const before = calls[index - 1];
    return before === undefined || compareCalls(before, call) < 0;
  });
}

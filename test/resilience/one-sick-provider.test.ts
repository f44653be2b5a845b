import { describe, expect, test } from '@jest/globals';
import type { SandboxFault, SandboxBehaviour } from '../../src/sandbox/behaviour.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard } from '../support/a-switchboard.js';

const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { clientId }
  extensions { totalCount }
  calls(from: $from, to: $to, first: 1) { nodes { uuid } }
}`;
const TIMES = 40;

interface Everything {
  readonly client: object | null;
  readonly extensions: object | null;
  readonly calls: object | null;
}

/** How often each provider's data was returned, and how often each was requested, in so many operations. */
async function count(faults: readonly SandboxFault[], operations: number) {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    upstream: { attemptTimeout: 0.5, deadline: 4 },
  });
  const behaviour: SandboxBehaviour = board.sandbox.behaviour;
  behaviour.faults = [...faults];
  const came = { client: 0, extensions: 0, calls: 0 };
  for (let done = 0; done < operations; done += 4) {
    const answers = await Promise.all([1, 2, 3, 4].map(() => board.query<Everything>(EVERYTHING, DAY)));
    for (const { data } of answers) {
      for (const name of ['client', 'extensions', 'calls'] as const) {
        if (data?.[name] !== null && data?.[name] !== undefined) came[name] += 1;
      }
    }
  }
  const asked = (provider: string) =>
    board.sandbox.requests.filter((request) => request.provider === provider).length;
  return { came, asked };
}

describe('if providers fail', () => {
  // Red without the circuit breaker: every operation would send a request to the dead provider.
  test('a healthy provider’s data is returned beside a dead and a 5xx one, and the dead one gets few requests', async () => {
    const burst: SandboxFault[] = Array.from({ length: 4 }, () => ({
      provider: 'ringme',
      status: 502,
      skip: 5,
      times: 3,
    }));
    const { came, asked } = await count([{ provider: 'ccrm', hang: true }, ...burst], TIMES);
    expect(came.extensions).toBe(TIMES);
    expect(came.calls).toBe(0);
    expect(came.client).toBeGreaterThan(0);
    expect(asked('ccrm')).toBeLessThanOrEqual(20);
  });

  test('a single failure of each provider is hidden by a retry', async () => {
    const once = (['voicenter', 'ringme', 'ccrm'] as const).map((provider): SandboxFault => ({
      provider,
      status: 500,
      times: 1,
    }));
    const { came } = await count(once, 4);
    expect(came).toEqual({ client: 4, extensions: 4, calls: 4 });
  });
});

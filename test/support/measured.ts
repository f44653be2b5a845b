import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { eventually } from './eventually.js';
import type { Switchboard } from './a-switchboard.js';

/** The samples of a Prometheus text by name and labels, such as `a_total{b="c"}`, without comments. */
export function samplesOf(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

/** The samples of these metrics at `/metrics`, by name without the prefix. */
export async function measured(
  { url }: Pick<Switchboard, 'url'>,
  ...names: readonly string[]
): Promise<Readonly<Record<string, number>>> {
  const samples = samplesOf(await (await fetch(`${url}/metrics`)).text());
  return Object.fromEntries(
    Object.entries(samples)
      .filter(([sample]) => names.some((name) => sample.startsWith(`switchboard_${name}{`)))
      .map(([sample, value]) => [sample.replace('switchboard_', ''), value]),
  );
}

/** Waits until the metrics have exactly these samples, then asserts it. */
export async function expectMeasured(
  board: Pick<Switchboard, 'url'>,
  names: readonly string[],
  expected: Readonly<Record<string, number>>,
): Promise<void> {
  const holds = async () => isDeepStrictEqual(await measured(board, ...names), expected);
  await eventually(holds).catch(() => undefined);
  expect(await measured(board, ...names)).toEqual(expected);
}

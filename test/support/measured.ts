import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { eventually } from './eventually.js';
import type { Switchboard } from './a-switchboard.js';

/** The samples of Prometheus' text format by name and labels, such as `a_total{b="c"}`; comments aside. */
export function samplesOf(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

/** What `/metrics` says of these metrics, by their names without the prefix. */
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

/** Expects these samples and no others of these metrics, as soon as what was answered is counted. */
export async function expectMeasured(
  board: Pick<Switchboard, 'url'>,
  names: readonly string[],
  expected: Readonly<Record<string, number>>,
): Promise<void> {
  const holds = async () => isDeepStrictEqual(await measured(board, ...names), expected);
  await eventually(holds).catch(() => undefined);
  expect(await measured(board, ...names)).toEqual(expected);
}

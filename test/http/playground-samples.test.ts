import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSchema, Kind, type OperationDefinitionNode, OperationTypeNode, parse, validate } from 'graphql';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';

/* The playground's tabs, against the sandbox's sample data with an archive. */

const NOW = Date.parse('2026-03-04T15:30:00Z');
const DAY = 86_400_000;

interface Sample {
  readonly query: string;
  readonly days: number;
  readonly variables: Readonly<Record<string, unknown>>;
}

const tabs: readonly (Sample & { readonly document: string })[] = JSON.parse(
  readFileSync('src/http/playground/client/samples.json', 'utf8'),
);
const samples: readonly Sample[] = tabs.map(({ document, ...sample }) => ({
  ...sample,
  query: readFileSync(`schema/operations/${document}.graphql`, 'utf8'),
}));

let switchboard: Switchboard;

beforeAll(async () => {
  const engine = { kind: 'sqlite', path: ':memory:' } as const;
  switchboard = await startSwitchboard({
    archive: { engine, since: '2026-02-12', requestsPerMinute: 10_000, keepDays: null },
    sandbox: { now: new Date(NOW) },
    now: () => NOW,
  });
  await eventually(isFilled);
});
afterAll(() => switchboard.close());

test('every tab’s document is valid, and its variables match the document’s', () => {
  const schema = buildSchema(readFileSync('schema/switchboard.graphql', 'utf8'));
  for (const sample of samples) {
    expect(validate(schema, parse(sample.query))).toEqual([]);
    const { name, variableDefinitions = [] } = operationOf(sample);
    const declared = variableDefinitions.map(({ variable }) => variable.name.value);
    const required = variableDefinitions.filter(
      ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined,
    );
    const given = Object.keys(variablesOf(sample));
    expect({ tab: name?.value, unknown: given.filter((one) => !declared.includes(one)) }).toEqual({
      tab: name?.value,
      unknown: [],
    });
    expect(given).toEqual(expect.arrayContaining(required.map(({ variable }) => variable.name.value)));
  }
});

test('every tab except the subscription returns data without errors', async () => {
  const asked = samples.filter((sample) => operationOf(sample).operation !== OperationTypeNode.SUBSCRIPTION);
  expect(asked).toHaveLength(samples.length - 1);
  for (const sample of asked) {
    const { errors, data } = await switchboard.query(sample.query, variablesOf(sample));
    expect({ errors, isNull: Object.values(data ?? {}).includes(null) }).toEqual({
      errors: undefined,
      isNull: false,
    });
  }
});

test('the tabs for a person’s calls, note search and a year’s figures return results', async () => {
  const calls = await answerTo('PersonCalls');
  expect(calls).toMatchObject({
    calls: {
      totalCount: expect.any(Number),
      nodes: expect.arrayContaining([
        expect.objectContaining({
          externalParty: expect.objectContaining({ phone: { formatted: '+48 600 000 523' } }),
        }),
      ]),
    },
  });
  expect(await answerTo('NoteSearch')).toMatchObject({
    archive: { state: 'FOLLOWING' },
    notes: {
      nodes: expect.arrayContaining([
        expect.objectContaining({ text: expect.stringContaining('2 × router, biały') }),
      ]),
    },
  });
  expect(await answerTo('YearFigures')).toMatchObject({
    days: { groups: { length: 366 } },
    outcomes: { groups: expect.arrayContaining([expect.objectContaining({ status: 'ANSWERED' })]) },
  });
});

async function isFilled(): Promise<boolean> {
  const { data } = await switchboard.query<{
    archive: { state: string; pendingNotes: number } | null;
  }>('{ archive { state pendingNotes } }');
  return data?.archive?.state === 'FOLLOWING' && data.archive.pendingNotes === 0;
}

async function answerTo(operation: string): Promise<unknown> {
  const sample = samples.find((each) => operationOf(each).name?.value === operation);
  if (sample === undefined) throw new Error(`No tab has ${operation}.`);
  return (await switchboard.query(sample.query, variablesOf(sample))).data;
}

/** Fills in the variables as the page does. */
function variablesOf({ days, variables }: Sample): Record<string, unknown> {
  if (days === 0) return { ...variables };
  const [from, to] = [NOW - days * DAY, NOW].map((instant) => new Date(instant).toISOString());
  return { from, to, ...variables };
}

function operationOf({ query }: Sample): OperationDefinitionNode {
  const operation = parse(query).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('The document has no operation.');
  return operation;
}

import { parseArgs } from 'node:util';
import { suggestion } from '../../config/suggestion.js';
import { CommandError, EXIT_USAGE } from './command-error.js';
import { USAGE } from './usage.js';

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  federated: { type: 'boolean' },
  'no-authorization': { type: 'boolean' },
  stitching: { type: 'boolean' },
  variables: { type: 'string' },
  operation: { type: 'string' },
  workspace: { type: 'string' },
  id: { type: 'string' },
  json: { type: 'boolean' },
  watch: { type: 'boolean' },
  since: { type: 'string' },
  sample: { type: 'string' },
} as const;

/** The options of the command line; those that aren't given are undefined. */
export type Options = ReturnType<typeof readArguments>['values'];

/** The options of each command, in lists that can be combined. */
const COMMANDS = new Map<string, readonly (readonly string[])[]>([
  ['serve', [[]]],
  ['schema', [['federated', 'no-authorization'], ['stitching']]],
  ['explain', [['variables', 'operation']]],
  ['check-config', [[]]],
  [
    'doctor',
    [
      ['workspace', 'json', 'watch'],
      ['id', 'json'],
    ],
  ],
  ['archive sync', [['workspace', 'since']]],
  ['archive status', [['workspace', 'json']]],
  ['archive verify', [['workspace', 'sample']]],
]);
/** The argument of each command that needs one; the others accept none. */
const OPERANDS = new Map([
  ['explain', 'FILE'],
  ['archive', 'sync, status or verify'],
]);

/** The command line's operands and options. Throws a CommandError that names an unknown option and the nearest one. */
export function readArguments() {
  const parse = { allowPositionals: true, options: OPTIONS } as const;
  for (const token of parseArgs({ ...parse, strict: false, tokens: true }).tokens) {
    if (token.kind !== 'option' || Object.hasOwn(OPTIONS, token.name)) continue;
    const nearest = suggestion(token.name, Object.keys(OPTIONS)).replace('mean `', 'mean `--');
    throw misused(`Unknown option “${token.rawName}”${nearest}.`);
  }
  try {
    return parseArgs(parse);
  } catch (error) {
    throw misused(error instanceof Error ? error.message : '');
  }
}

/** Throws a CommandError if a command can't have these operands. */
export function checkOperands(command: string, given: readonly string[]): void {
  const operand = OPERANDS.get(command);
  if (operand !== undefined && given.length !== 1)
    throw misused(`${command} needs exactly one argument: ${operand}.`);
  if (operand === undefined && given[0] !== undefined)
    throw misused(`Unexpected argument “${given[0]}”: ${command} accepts none.`);
}

/** Throws a CommandError if a command, such as `archive sync`, doesn't accept these options. */
export function checkOptions(command: string, given: readonly string[]): void {
  const lists = COMMANDS.get(command) ?? [given];
  const taken = [...new Set(lists.flat())];
  const unknown = given.find((name) => !taken.includes(name));
  if (unknown !== undefined) {
    const others = taken.length === 0 ? '' : `; its options are ${listed(taken)}`;
    throw new CommandError(`${command} has no option --${unknown}${others}.`, EXIT_USAGE);
  }
  if (!lists.some((list) => given.every((name) => list.includes(name)))) {
    throw new CommandError(`${command} doesn’t accept ${listed(given)} together.`, EXIT_USAGE);
  }
  if (given.includes('no-authorization') && !given.includes('federated')) {
    throw new CommandError(`${command} accepts --no-authorization only with --federated.`, EXIT_USAGE);
  }
}

/** The error of a wrong command line, which is shown with the usage. */
export function misused(problem: string): CommandError {
  return new CommandError(`${problem}\n\n${USAGE.trimEnd()}`, EXIT_USAGE);
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(names.map((name) => `--${name}`));
}

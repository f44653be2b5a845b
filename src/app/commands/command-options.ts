import { CommandError, EXIT_USAGE } from './command-error.js';

/** The options of each command, in lists that can be combined. */
const OPTIONS = new Map<string, readonly (readonly string[])[]>([
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
const NO_AUTHORIZATION = 'no-authorization';

/** Why a command can’t have these arguments; null if it can. */
export function operandProblem(command: string, given: readonly string[]): string | null {
  const operand = OPERANDS.get(command);
  const [first] = given;
  if (operand !== undefined) {
    return given.length === 1 ? null : `${command} needs exactly one argument: ${operand}.`;
  }
  return first === undefined ? null : `Unexpected argument “${first}”: ${command} accepts none.`;
}

/** Throws a CommandError if a command, such as `archive sync`, doesn’t accept these options. */
export function checkOptions(command: string, given: readonly string[]): void {
  const lists = OPTIONS.get(command) ?? [given];
  const taken = [...new Set(lists.flat())];
  const unknown = given.find((name) => !taken.includes(name));
  if (unknown !== undefined) {
    const others = taken.length === 0 ? '' : `; its options are ${listed(taken)}`;
    throw new CommandError(`${command} has no option --${unknown}${others}.`, EXIT_USAGE);
  }
  if (!lists.some((list) => given.every((name) => list.includes(name)))) {
    throw new CommandError(`${command} doesn’t accept ${listed(given)} together.`, EXIT_USAGE);
  }
  if (given.includes(NO_AUTHORIZATION) && !given.includes('federated')) {
    const only = `${command} accepts --${NO_AUTHORIZATION} only with --federated.`;
    throw new CommandError(only, EXIT_USAGE);
  }
}

function listed(names: readonly string[]): string {
  const options = names.map((name) => `--${name}`);
  const [last = '', ...others] = options.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}

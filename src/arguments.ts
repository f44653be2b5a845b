import { parseArgs } from 'node:util';
import { suggestion } from './config/nearest.js';

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

/** The command line’s operands and options. Throws an Error whose message names the mistake and the nearest option. */
export function readArguments() {
  const { tokens } = parseArgs({ allowPositionals: true, strict: false, tokens: true, options: OPTIONS });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(OPTIONS, token.name)) continue;
    const nearest = suggestion(token.name, Object.keys(OPTIONS)).replace('mean `', 'mean `--');
    throw new Error(`Unknown option “${token.rawName}”${nearest}.`);
  }
  return parseArgs({ allowPositionals: true, options: OPTIONS });
}

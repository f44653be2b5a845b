import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

// Red without .npmrc: `npm ci` on Node 20 prints a page of warnings about packages for development.
test('npm prints errors but no warnings', async () => {
  // Otherwise, `npm test` would pass on its log level.
  const unset = ['-u', 'npm_config_loglevel'];
  const { stdout } = await promisify(execFile)('env', [...unset, 'npm', 'config', 'get', 'loglevel']);
  expect(stdout).toBe('error\n');
});

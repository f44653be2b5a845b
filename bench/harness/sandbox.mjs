import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/*
 * The sandbox in a separate process. BUILT is the folder with the copied build, NOW the end of the made-up calls, or empty
 * for a running clock. WITH_AGENTS omits calls without agents.
 */

const { BUILT, NOW, WITH_AGENTS } = process.env;
const { startSandbox } = await import(pathToFileURL(join(BUILT, 'dist/sandbox/sandbox.js')).href);

const sandbox = await startSandbox({ now: NOW ? new Date(NOW) : () => new Date() });
if (WITH_AGENTS) {
  const { notes, calls } = sandbox.data;
  sandbox.data.calls = calls.filter(({ userTalk }) => Object.keys(userTalk.receivers ?? {}).length > 0);
  sandbox.data.notes = notes;
}
process.send(sandbox.url);

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mainQuery, NOW } from './harness/main-query.ts';
import { setStage } from './harness/stage.ts';
import { switchboard } from './harness/switchboard.ts';
import { handWritten, mercurius } from './harness/peers.ts';
import { MEMORY_RANGE } from './harness/main-query.ts';
import { API_KEY_VARIABLES, API_KEY } from './harness/api-key.ts';
import { answerOf } from './harness/question.ts';
import { load } from './harness/load.ts';
import { readFileSync } from 'node:fs';
const what = process.argv[2] ?? 'ours';
await using stage = await setStage({ now: NOW });
const question = process.argv[3] ? { query: process.argv[3], variables: {} } : await mainQuery();
const command = what === 'ours' ? switchboard(stage.folder, stage.providers.url, 'data') : what === 'again' ? switchboard(stage.folder, stage.providers.url, 'data and responses') : what === 'mercurius' ? mercurius(stage.providers.url, MEMORY_RANGE) : handWritten(stage.providers.url, MEMORY_RANGE);
const port = 4988;
const child = fork(command.module, command.arguments, {
  execArgv: [...(process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof/' + what] : [])],
  env: { ...API_KEY_VARIABLES, ...command.environment, NODE_ENV: 'production', PORT: String(port) },
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const url = `http://127.0.0.1:${port}/graphql`;
for (;;) { try { await answerOf(url, question); break; } catch (e) { await new Promise((r) => setTimeout(r, 100)); } }
const cpu = () => { const s = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' '); return (Number(s[13]) + Number(s[14])) * 10; };
await load(url, question, 20, 4);
for (let i = 0; i < Number(process.env.ROUNDS ?? 3); i++) {
  const b = cpu(); const r = await load(url, question, 20, 4); 
  console.log(what, r.perSecond, 'per s', ((cpu() - b) / r.answers).toFixed(3), 'ms');
}
child.kill('SIGTERM');
await once(child, 'exit');

import { createServer } from 'node:http';
import { admit } from './edge.mjs';
import { answers } from './hand-written/answers.mjs';
import { readAhead } from './hand-written/read-ahead.mjs';
import { readIntoMemory } from './providers/memory.mjs';

/*
 * The questions' answers without GraphQL: as little as a program can do that still reads the variables and builds
 * every object anew. From memory; with CACHE=off the providers are asked anew each time.
 */

const FIRST = 50;
const memory = process.env.CACHE === 'off' ? null : await readIntoMemory();

createServer((request, response) => {
  if (!admit(request, response)) {
    response.writeHead(401).end();
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const { operationName, variables } = JSON.parse(Buffer.concat(chunks).toString());
    const from = Date.parse(variables.from);
    const to = Date.parse(variables.to);
    const source = memory ?? (await readAhead(from, to, FIRST));
    const { totalCount, nodes } = source.page(from, to, FIRST);
    const body = JSON.stringify({ data: answers[operationName](totalCount, nodes, source) });
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

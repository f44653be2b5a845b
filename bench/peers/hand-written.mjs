import { createServer } from 'node:http';
import { within } from './providers/call-range.mjs';
import { dateTime } from './providers/local-time.mjs';
import { readIntoMemory } from './providers/memory.mjs';

/*
 * The main query's answer without GraphQL, from memory: as little as a program can do
 * that still reads the variables and builds every object anew.
 */

const { calls, notes, directory, client } = await readIntoMemory();

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { variables } = JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify({
      data: { calls: page(Date.parse(variables.from), Date.parse(variables.to)) },
    });
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

function page(from, to) {
  const found = within(calls, from, to);
  return { totalCount: found.length, nodes: found.slice(0, 50).map(callAnswer) };
}

function callAnswer(call) {
  const { startedAt, direction, status, durationSeconds, externalParty } = call;
  return {
    startedAt: dateTime(startedAt),
    direction,
    status,
    durationSeconds,
    from: call.from.map(partyAnswer),
    to: call.to.map(partyAnswer),
    externalParty: externalParty === null ? null : partyAnswer(externalParty),
    agents: call.agents.map(agentAnswer),
    notes: call.hasNotes ? (notes.get(call.uuid) ?? []).map(noteAnswer) : [],
    client: { name: client.name, timezone: client.timezone },
  };
}

function partyAnswer({ kind, phone, contact }) {
  return {
    kind,
    phone: phone === null ? null : { formatted: phone.formatted, e164: phone.e164 },
    contact: contact === null ? null : contactAnswer(contact),
  };
}

function contactAnswer({ __typename, firstName, lastName, name }) {
  return __typename === 'CallContactPerson' ? { firstName, lastName } : { name };
}

function agentAnswer({ internalNumber, user }) {
  const extension = directory.find(internalNumber);
  return {
    internalNumber,
    user: user === null ? null : userAnswer(user),
    extension: extension === null ? null : extensionAnswer(extension),
  };
}

function extensionAnswer({ name, speedDial, user }) {
  return { name, speedDial, user: user === null ? null : { email: user.email } };
}

function userAnswer({ firstName, lastName }) {
  return { firstName, lastName };
}

function noteAnswer({ text, html, pinned, author, files }) {
  return {
    text,
    html,
    pinned,
    author: author === null ? null : userAnswer(author),
    files: files.map(({ name, mimeType, sizeBytes }) => ({ name, mimeType, sizeBytes })),
  };
}

import { dateTime } from '../providers/local-time.mjs';

/** What each operation answers, from its calls, and what notes, extensions and client are found by. */
export const answers = {
  CallsWithNotes: (totalCount, calls, source) => ({
    calls: { totalCount, nodes: calls.map((call) => callWithNotes(call, source)) },
  }),
  LinkedCalls: (_totalCount, calls, source) => ({
    calls: { nodes: calls.map((call) => linkedCall(call, source)) },
  }),
};

function linkedCall(call, source) {
  const { uuid, startedAt, direction, status, durationSeconds, agents } = call;
  const extension = agents.length === 0 ? null : source.extension(agents[0].internalNumber);
  return {
    uuid,
    startedAt: dateTime(startedAt),
    direction,
    status,
    durationSeconds,
    agents: agents.map(({ internalNumber }) => ({ internalNumber })),
    extension: extension === null ? null : extensionAnswer(extension),
    client: clientAnswer(source.client()),
    notes: call.hasNotes ? source.notes(call.uuid).map(shortNote) : [],
  };
}

function shortNote({ text, author }) {
  return { text, author: author === null ? null : userAnswer(author) };
}

function clientAnswer({ name, timezone }) {
  return { name, timezone };
}

function callWithNotes(call, source) {
  const { startedAt, direction, status, durationSeconds, externalParty } = call;
  return {
    startedAt: dateTime(startedAt),
    direction,
    status,
    durationSeconds,
    from: call.from.map(partyAnswer),
    to: call.to.map(partyAnswer),
    externalParty: externalParty === null ? null : partyAnswer(externalParty),
    agents: call.agents.map((agent) => agentAnswer(agent, source)),
    notes: call.hasNotes ? source.notes(call.uuid).map(noteAnswer) : [],
    client: clientAnswer(source.client()),
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

function agentAnswer({ internalNumber, user }, source) {
  const extension = source.extension(internalNumber);
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

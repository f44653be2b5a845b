import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-sse';
import 'graphiql/style.css';
import './page.css';
import { HEADERS, openTabs } from './tabs.js';

const root = document.getElementById('playground');
const { samples, workers } = JSON.parse(document.getElementById('playground-data').textContent);

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) =>
    new Worker(new URL(workers[label] ?? workers.editor, document.baseURI), { type: 'module' }),
};

/** Asks the graph that serves this page: one answer, or of a subscription one for each event. */
function send({ query, variables, operationName }, { headers, documentAST } = {}) {
  // For a moment after a change of tabs GraphiQL still names the operation of the tab that was left.
  const named = operationName && query.includes(operationName) ? { operationName } : {};
  const asked = { query, variables, ...named };
  return isSubscription(documentAST, operationName)
    ? createClient({ url: new URL('graphql', document.baseURI).href, headers }).iterate(asked)
    : answerTo(asked, headers);
}

function isSubscription(document, operationName) {
  const operations = document?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const named = operations.find(({ name }) => name?.value === operationName);
  return (named ?? operations[0])?.operation === 'subscription';
}

async function answerTo(asked, headers) {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(asked),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText} without JSON.`);
  }
}

// The window's own storage: tabs, history and headers survive a reload and end with the window,
// so that a new window starts with today's dates and no API key stays on the disk.
const storage = window.sessionStorage;
const { tabs, active } = openTabs(storage, samples, Date.now());

createRoot(root).render(
  createElement(
    GraphiQL,
    {
      fetcher: send,
      storage,
      shouldPersistHeaders: true,
      defaultTabs: tabs,
      initialQuery: active.query ?? '',
      initialVariables: active.variables ?? '',
      initialHeaders: active.headers ?? '',
      defaultQuery: '',
      defaultHeaders: HEADERS,
    },
    createElement(GraphiQL.Logo, null, 'Switchboard'),
  ),
);

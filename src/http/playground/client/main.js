import { createElement, Fragment } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { Kind, parse } from 'graphql';
import 'graphiql/style.css';
import './page.css';
import { EarlyClick } from './early-click.js';
import { eventsOf } from './events.js';
import { keptHeaders, SharedHeaders } from './headers.js';
import { ShareButton, takeSharedDocument } from './share.js';
import { openTabs } from './tabs.js';

const root = document.getElementById('playground');
const { samples, workers } = JSON.parse(document.getElementById('playground-data').textContent);

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) =>
    new Worker(new URL(workers[label] ?? workers.editor, document.baseURI), { type: 'module' }),
};

/**
 * Sends an operation to the graph that serves this page. Returns one response, or one per event of a subscription.
 * Just after a change of tabs, GraphiQL still passes the operation name of the previous tab, so a name that the query
 * doesn't contain is ignored.
 */
function send({ query, variables, operationName }, { headers } = {}) {
  const operations = operationsOf(query);
  const named = operations.find(({ name }) => name?.value === operationName);
  const asked = { query, variables, operationName: named?.name?.value };
  return (named ?? operations[0])?.operation === 'subscription'
    ? eventsOf(asked, { url: new URL('graphql', document.baseURI).href, headers })
    : answerTo(asked, headers);
}

/** The operations of a document; none if it isn't valid GraphQL, which the server then reports. */
function operationsOf(query) {
  try {
    return parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  } catch {
    return [];
  }
}

async function answerTo(asked, headers) {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(asked),
  });
  const text = await response.text();
  try {
    const answer = JSON.parse(text);
    return asked.operationName === 'IntrospectionQuery' ? withoutGatewayFields(answer) : answer;
  } catch {
    throw new Error(`The server’s response isn’t JSON: ${response.status} ${response.statusText}`);
  }
}

/** An introspection response without the query fields that only gateways use; any other response unchanged. */
function withoutGatewayFields(answer) {
  const query = answer.data?.__schema?.types?.find(({ name }) => name === 'Query');
  if (query?.fields) query.fields = query.fields.filter(({ name }) => !name.startsWith('_'));
  return answer;
}

// Tabs, history and headers survive a reload but not the window,
// so that a new window starts with today's dates and no API key is stored permanently.
const storage = window.sessionStorage;
const headers = keptHeaders(storage);
const { tabs, active } = openTabs(storage, { samples, shared: takeSharedDocument(), headers }, Date.now());
// A shared link may be opened while the page is open.
window.addEventListener('hashchange', () => location.reload());

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
      initialHeaders: headers,
      defaultQuery: '',
      defaultHeaders: headers,
    },
    createElement(GraphiQL.Logo, null, 'Switchboard'),
    createElement(GraphiQL.Toolbar, null, ({ prettify, merge, copy }) =>
      createElement(Fragment, null, prettify, merge, copy, createElement(ShareButton)),
    ),
    createElement(SharedHeaders, { storage }),
    createElement(EarlyClick),
  ),
);

import { createElement, useState } from 'react';
import { ToolbarButton, useGraphiQL } from '@graphiql/react';

/**
 * The document in the fragment of the page's address, or null. A fragment never reaches a server or a log. It is
 * removed from the address, so that a reload opens the current tabs.
 */
export function takeSharedDocument() {
  const shared = new URLSearchParams(location.hash.slice(1));
  const query = shared.get('query');
  if (query === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return { query, variables: shared.get('variables') ?? '{}' };
}

/** Copies a link that opens this tab's document with its variables; headers are never part of it. */
export function ShareButton() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const [label, setLabel] = useState('Copy link to this document');

  async function share() {
    const content = { query: queryEditor.getValue(), variables: variableEditor.getValue() };
    const hash = `#${new URLSearchParams(content)}`;
    try {
      await navigator.clipboard.writeText(new URL(hash, location.href).href);
      setLabel('Link copied');
    } catch {
      // The clipboard is available only over HTTPS and on loopback, and access may be denied.
      history.replaceState(null, '', hash);
      setLabel('The link is in the address bar');
    }
  }

  return createElement(ToolbarButton, { onClick: share, label }, createElement(LinkIcon));
}

function LinkIcon() {
  const path =
    'M9.5 14.5l5-5M8 11l-2.5 2.5a3.9 3.9 0 0 0 5.5 5.5L13.5 16.5M10.5 7.5L13 5a3.9 3.9 0 0 1 5.5 5.5L16 13';
  return createElement(
    'svg',
    { className: 'graphiql-toolbar-icon', viewBox: '0 0 24 24', fill: 'none', 'aria-hidden': true },
    createElement('path', { d: path, stroke: 'currentColor', strokeWidth: 1.5, strokeLinecap: 'round' }),
  );
}

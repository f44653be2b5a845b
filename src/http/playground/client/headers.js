import { useEffect } from 'react';
import { useGraphiQL } from '@graphiql/react';

const KEY = 'switchboard:headers';

/** Requests `extensions.upstream`, the operation's requests to the providers. */
const DEFAULT_HEADERS = JSON.stringify({ 'x-switchboard-upstream': 'true' }, null, 2);

/** The headers of all tabs, stored until the window is closed. */
export function keptHeaders(storage) {
  return storage.getItem(KEY) ?? DEFAULT_HEADERS;
}

/** Shares the headers of one tab with all others; GraphiQL stores them per tab. */
export function SharedHeaders({ storage }) {
  const editor = useGraphiQL(({ headerEditor }) => headerEditor);
  const tab = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.id);

  useEffect(() => {
    // On a flush, GraphiQL itself fills the editor with the headers that it stores for a tab.
    const listener = editor?.onDidChangeModelContent(({ isFlush }) => {
      if (!isFlush) storage.setItem(KEY, editor.getValue());
    });
    return () => listener?.dispose();
  }, [editor, storage]);

  useEffect(() => {
    const headers = keptHeaders(storage);
    if (editor && editor.getValue() !== headers) editor.setValue(headers);
  }, [editor, tab, storage]);

  return null;
}

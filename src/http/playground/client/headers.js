import { useEffect } from 'react';
import { useGraphiQL } from '@graphiql/react';

const KEY = 'switchboard:headers';

/** What the operation causes at the providers is told below its answer. */
const DEFAULT_HEADERS = JSON.stringify({ 'x-switchboard-upstream': 'true' }, null, 2);

/** The headers of every tab, kept until the window is closed. */
export function keptHeaders(storage) {
  return storage.getItem(KEY) ?? DEFAULT_HEADERS;
}

/** Makes the headers that are written in one tab those of all tabs; GraphiQL has headers of its own for each. */
export function SharedHeaders({ storage }) {
  const editor = useGraphiQL(({ headerEditor }) => headerEditor);
  const tab = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.id);

  useEffect(() => {
    // A flush is GraphiQL's own, as it fills the editor with what it has for a tab.
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

import { useEffect, useRef } from 'react';
import { useGraphiQL } from '@graphiql/react';

const BUTTON = '.graphiql-execute-button';

/** Executes the operation once both editors exist if the button was clicked earlier: GraphiQL ignores such a click. */
export function EarlyClick() {
  const isReady = useGraphiQL(({ queryEditor, responseEditor }) => Boolean(queryEditor && responseEditor));
  const wasClicked = useRef(false);
  useEffect(() => {
    if (isReady) {
      if (wasClicked.current) document.querySelector(BUTTON).click();
      return;
    }
    const note = ({ target }) => (wasClicked.current ||= target.closest(BUTTON) !== null);
    document.addEventListener('click', note);
    return () => document.removeEventListener('click', note);
  }, [isReady]);
}

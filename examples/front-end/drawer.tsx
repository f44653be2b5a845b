import { useEffect, useId, useRef, type ReactNode } from 'react';
import { CloseIcon } from './icons.tsx';

interface Props {
  readonly title: string;
  /** The id of the element that gets the focus back. */
  readonly opener: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A panel at the side, or the whole screen on a phone. The browser's modal dialog keeps the focus inside;
 * Escape, the button and a click outside close it.
 */
export function Drawer({ title, opener, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useEffect(() => {
    dialog.current?.showModal();
    return () => {
      // After the panel has closed, because until then nothing outside of it can have the focus.
      queueMicrotask(() => document.getElementById(opener)?.focus());
    };
  }, [opener]);

  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={({ target }) => {
        if (target === dialog.current) onClose();
      }}
    >
      <div className="drawer-content">
        <header className="drawer-header">
          <h2 id={heading}>{title}</h2>
          <button type="button" className="quiet icon-button" aria-label="Close" onClick={onClose}>
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

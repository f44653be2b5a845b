import type { CallDirection } from './generated/graphql.ts';

const ARROWS: Readonly<Record<CallDirection, string>> = {
  INBOUND: 'M12 4 4 12M4 6v6h6',
  OUTBOUND: 'M4 12 12 4M6 4h6v6',
  INTERNAL: 'M2 8h12M5 5 2 8l3 3M11 5l3 3-3 3',
  UNKNOWN: 'M3 8h10',
};

/** An arrow in the direction of the call, which needs a label beside it. */
export function DirectionIcon({ direction }: { readonly direction: CallDirection }) {
  return <Icon path={ARROWS[direction]} />;
}

/** A sheet with lines on it. */
export function NoteIcon() {
  return <Icon path="M3.5 2.5h9v11h-9zM6 6h4M6 9h4" />;
}

/** A cross. */
export function CloseIcon() {
  return <Icon path="M4 4l8 8M12 4l-8 8" />;
}

function Icon({ path }: { readonly path: string }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

import { useEffect, useRef, useState } from 'react';
import { Problems } from './problems.tsx';

interface Props {
  /** The end cursor of the last page shown. */
  readonly cursor: string | null;
  /** Fetches the page after a cursor. */
  readonly onMore: (after: string | null) => Promise<{ readonly error?: Error | undefined }>;
}

/** Fetches the next page when the end of the list comes into view; the button is for keyboards and after failures. */
export function MorePages({ cursor, onMore }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [failure, setFailure] = useState<Error>();
  const [isLoading, setIsLoading] = useState(false);

  async function more(): Promise<void> {
    setIsLoading(true);
    setFailure(undefined);
    const error = await onMore(cursor).then((page) => page.error, asError);
    setFailure(error);
    setIsLoading(false);
  }

  useEffect(() => {
    const { current } = place;
    if (current === null || isLoading || failure !== undefined) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void more();
      },
      { rootMargin: '600px' },
    );
    observer.observe(current);
    return () => observer.disconnect();
  });

  return (
    <div ref={place} className="more">
      <Problems error={failure} />
      <button type="button" disabled={isLoading} onClick={() => void more()}>
        {isLoading ? 'Loading…' : 'Show more'}
      </button>
    </div>
  );
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

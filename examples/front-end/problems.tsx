import { problemsOf } from './problem-texts.ts';

interface Props {
  readonly error: Error | undefined;
  readonly onRetry?: () => void;
}

/** Describes the data that an operation couldn't get; renders nothing if it got everything. */
export function Problems({ error, onRetry }: Props) {
  const problems = problemsOf(error);
  return (
    <div role="alert">
      {problems.map(({ key, text }) => (
        <p key={key} className="notice notice-problem">
          <span>{text}</span>
          {onRetry && (
            <button type="button" className="quiet" onClick={onRetry}>
              Try again
            </button>
          )}
        </p>
      ))}
    </div>
  );
}

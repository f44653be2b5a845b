import { useId } from 'react';
import type { UserErrorCode } from './generated/graphql.ts';

interface Props {
  readonly label: string;
  readonly hint: string | undefined;
  readonly type?: 'text' | 'number';
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly faults: readonly { readonly code: UserErrorCode; readonly message: string }[];
}

const KINDS: Readonly<Record<UserErrorCode, string>> = {
  INVALID: 'Invalid',
  NOT_PERMITTED: 'Not permitted',
  REQUIRED: 'Missing',
};

/** A text field with its error below. */
export function SettingsField({ label, hint, type = 'text', value, onChange, faults }: Props) {
  const id = useId();
  const [fault] = faults;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-hint ${id}-fault`}
      />
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
      <p id={`${id}-fault`} className="fault">
        {fault && `${KINDS[fault.code]}: ${fault.message}.`}
      </p>
    </div>
  );
}

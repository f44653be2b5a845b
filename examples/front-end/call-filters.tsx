import { followInApp, goTo, useAddress, withParameters } from './address.ts';
import { DIRECTIONS, OUTCOMES } from './call-words.ts';
import { FILTER_PARAMETERS } from './filter-parameters.ts';

const NO_FILTER = Object.fromEntries(FILTER_PARAMETERS.map((name) => [name, null]));

/** The filter of the calls. A selection updates the address at once, a text on Enter or when it loses focus. */
export function CallFilters() {
  const address = useAddress();
  const { search } = address;
  const isFiltered = FILTER_PARAMETERS.some((name) => search.has(name));

  function set(name: string, value: string): void {
    if ((search.get(name) ?? '') !== value) goTo(withParameters(address, { [name]: value }));
  }

  return (
    <form
      className="filters"
      role="search"
      aria-label="Filter calls"
      onSubmit={(event) => event.preventDefault()}
    >
      <Choice
        name="direction"
        label="Direction"
        options={DIRECTIONS}
        value={search.get('direction')}
        onSet={set}
      />
      <Choice name="status" label="Outcome" options={OUTCOMES} value={search.get('status')} onSet={set} />
      <Text name="phone" label="Number" placeholder="+48 600 …" value={search.get('phone')} onSet={set} />
      <Text name="agent" label="Agent" placeholder="Name or number" value={search.get('agent')} onSet={set} />
      <a
        className="button clear"
        href={withParameters(address, NO_FILTER)}
        onClick={followInApp}
        hidden={!isFiltered}
      >
        Clear
      </a>
    </form>
  );
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | null;
  readonly onSet: (name: string, value: string) => void;
}

function Choice({
  name,
  label,
  value,
  onSet,
  options,
}: FieldProps & { options: Readonly<Record<string, string>> }) {
  return (
    <label>
      {label}
      <select value={value ?? ''} onChange={({ target }) => onSet(name, target.value)}>
        <option value="">All</option>
        {Object.entries(options).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Text({ name, label, value, onSet, placeholder }: FieldProps & { placeholder: string }) {
  return (
    <label>
      {label}
      <input
        key={value}
        type="text"
        inputMode={name === 'phone' ? 'tel' : 'text'}
        autoComplete="off"
        defaultValue={value ?? ''}
        placeholder={placeholder}
        onBlur={({ target }) => onSet(name, target.value.trim())}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') onSet(name, currentTarget.value.trim());
        }}
      />
    </label>
  );
}

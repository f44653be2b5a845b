import { useMutation } from '@apollo/client/react';
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { changesOf, ClientSettings, textsOf, type SettingsTexts } from './client-settings.ts';
import { readFragment, type FragmentType } from './generated/fragment-masking.ts';
import { graphql } from './generated/gql.ts';
import type { GeoRestrictionMode } from './generated/graphql.ts';
import { Problems } from './problems.tsx';
import { SettingsField } from './settings-field.tsx';

const SaveSettings = graphql(`
  mutation SaveSettings($input: UpdateClientInput!) {
    updateClient(input: $input) {
      client {
        id
        ...ClientSettings
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`);

const MODES: readonly { readonly mode: GeoRestrictionMode; readonly label: string }[] = [
  { mode: 'ALL', label: 'Every country' },
  { mode: 'LISTED', label: 'Listed countries only' },
  { mode: 'PROVIDER_DEFAULT', label: 'The provider’s choice' },
];

/** Sends the user's changes and shows each error at its field. Concurrent changes by others are shown. */
export function SettingsForm({ client: masked }: { readonly client: FragmentType<typeof ClientSettings> }) {
  const saved = textsOf(readFragment(ClientSettings, masked));
  const [edits, setEdits] = useState<Partial<SettingsTexts>>({});
  const texts = { ...saved, ...edits };
  const form = useRef<HTMLFormElement>(null);
  const [save, { data, loading, error, reset }] = useMutation(SaveSettings);
  const faults = data?.updateClient?.userErrors ?? [];
  const isSaved = data?.updateClient?.client != null;

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [data]);

  function set(changes: Partial<SettingsTexts>): void {
    setEdits({ ...edits, ...changes });
    if (isSaved) reset();
  }

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    const answer = await save({ variables: { input: changesOf(saved, texts) } });
    if (answer.data?.updateClient?.client) setEdits({});
  }

  const field = (name: keyof SettingsTexts, label: string, hint?: string) => (
    <SettingsField
      label={label}
      hint={hint}
      value={texts[name]}
      onChange={(value) => set({ [name]: value })}
      faults={faults.filter(({ field: [at] }) => at === (name === 'countries' ? 'geoRestriction' : name))}
      {...(name === 'diskSpaceNotifyThreshold' && { type: 'number' as const })}
    />
  );

  return (
    <form ref={form} className="card settings" onSubmit={(event) => void submit(event)}>
      {field('timezone', 'Time zone', 'IANA name, such as Europe/Warsaw')}
      <fieldset>
        <legend>Where phones may register from</legend>
        {MODES.map(({ mode, label }) => (
          <label key={mode} className="radio">
            <input type="radio" name="mode" checked={texts.mode === mode} onChange={() => set({ mode })} />
            {label}
          </label>
        ))}
        {field('countries', 'Countries', 'Two-letter codes, such as PL, DE; for the listed ones only')}
      </fieldset>
      <fieldset>
        <legend>Disk space warning</legend>
        {field('diskSpaceNotifyThreshold', 'Warn at, in percent')}
        {field('diskSpaceNotifyEmail', 'E-mail address to notify')}
      </fieldset>
      <fieldset>
        <legend>Ids at the provider</legend>
        {field('dialRuleId', 'Rule for outgoing calls')}
        {field('holdMusicId', 'Music on hold')}
        {field('sipNetworkPermissionId', 'Trusted SIP network')}
      </fieldset>
      <div>
        <div role="alert">
          {faults
            .filter(({ field: path }) => path.length === 0)
            .map(({ message }) => (
              <p key={message} className="notice notice-problem">
                Nothing was saved: {message}.
              </p>
            ))}
        </div>
        <Problems error={error} />
        <div className="actions">
          <button type="submit" className="primary" disabled={loading}>
            {loading ? 'Saving…' : 'Save'}
          </button>
          <p role="status">{isSaved && 'Saved.'}</p>
        </div>
      </div>
    </form>
  );
}

import { useQuery } from '@apollo/client/react';
import { graphql } from './generated/gql.ts';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';
import { SettingsForm } from './settings-form.tsx';

const SettingsDocument = graphql(`
  query Settings {
    client {
      id
      name
      domain
      ...ClientSettings
    }
  }
`);

/** The changeable settings of the company's phone system. */
export function SettingsPage() {
  const { data, loading, error, refetch } = useQuery(SettingsDocument);
  const client = data?.client;
  return (
    <>
      <title>Settings · Switchboard</title>
      <div className="heading">
        <h1>Settings</h1>
        {client && (
          <p className="count">
            <bdi>{client.name}</bdi> · {client.domain}
          </p>
        )}
      </div>
      <Problems error={error} onRetry={() => void refetch()} />
      {client === undefined && loading && <Placeholder rows={8} />}
      {client === null && !loading && error === undefined && (
        <p className="empty">This workspace has no RingMe client.</p>
      )}
      {client && <SettingsForm key={client.id} client={client} />}
    </>
  );
}

/** What `switchboard --help` prints. */
export const USAGE = `Usage: switchboard [COMMAND]

  serve    serves the graph over HTTP; the default command
  schema   prints the graph's schema definition; with --federated, that of a
           Federation 2 subgraph (--no-authorization omits the required scopes);
           with --stitching, that of a stitched gateway
  explain FILE
           prints how many requests the document's operation may send to each
           provider, and for which fields; [--variables JSON|@FILE]
           [--operation NAME]. Exits with 1 if the server would refuse it
  check-config
           checks the settings without sending a request, and prints every error.
           Exits with 1 if there are any
  doctor   sends read requests to every provider, and prints problems with
           credentials, clocks, time zones and numbers; [--workspace ID] [--json].
           With --watch, it checks again every minute and prints what has changed.
           With --id ID, it sends no request and reports whether the workspace of
           that global id is configured. Exits with 1 if it found a problem
  archive sync
           fills the archive up to now and prints its progress;
           [--workspace ID] [--since DATE]. Exits with 1 if it isn't complete
  archive status
           prints the state of the archive; [--workspace ID] [--json]
  archive verify
           compares archived intervals with the provider's current data and prints
           every difference; [--workspace ID] [--sample N]. Exits with 1 if there are
           any, with 2 if the intervals can't be compared

Settings come from the YAML file that SWITCHBOARD_CONFIG names, or from the
environment; docs/settings.md lists them. Without a provider, the sandbox is
served, in production only with SANDBOX=true. --version prints the version.
`;

import { posix } from 'node:path';
import { parse } from 'yaml';

/**
 * The faults between a settings file and an overlay's manifests; `secrets` are the examples of those in the cluster.
 */
export function settingsMisfits(text, { manifests }, secrets) {
  const { cache, archive } = parse(text);
  const all = (kind) => manifests.filter((manifest) => manifest.kind === kind);
  const expectations = [
    ...[...text.matchAll(/\$\{file:([^}]*)\}/g)].map(([, path]) => [
      keysOf(mountedSecret(path, all('Deployment')), secrets).includes(posix.basename(path)),
      `the settings read ${path}, which no secret contains`,
    ]),
    [
      !archive?.url.startsWith('sqlite:') || leastReplicas(all) === 1,
      'several replicas can’t share an archive in SQLite',
    ],
    [cache?.redisUrl === undefined || isReached(6379, all('NetworkPolicy')), unreached('Redis', 6379)],
    [archive === undefined || isReached(5432, all('NetworkPolicy')), unreached('PostgreSQL', 5432)],
  ];
  return expectations.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** The name of the secret that is mounted at a file's folder; undefined if there is none. */
function mountedSecret(path, [{ spec }]) {
  const { containers, volumes } = spec.template.spec;
  const mount = containers[0].volumeMounts.find(({ mountPath }) => mountPath === posix.dirname(path));
  return volumes.find(({ name }) => name === mount?.name)?.secret?.secretName;
}

function keysOf(name, secrets) {
  return Object.keys(secrets.find(({ metadata }) => metadata.name === name)?.stringData ?? {});
}

function leastReplicas(all) {
  const [deployment] = all('Deployment');
  const [autoscaler] = all('HorizontalPodAutoscaler');
  return autoscaler?.spec.minReplicas ?? deployment.spec.replicas ?? 1;
}

function isReached(port, policies) {
  const rules = policies.flatMap(({ spec }) => spec.egress ?? []);
  return policies.length === 0 || rules.some(({ ports = [] }) => ports.some((rule) => rule.port === port));
}

function unreached(name, port) {
  return `the NetworkPolicy blocks the pods from ${name} (${port})`;
}

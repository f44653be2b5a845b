/** Seconds for which Switchboard answers accepted requests after SIGTERM. */
const DRAIN = 10;

/** The faults between an overlay's manifests; `secrets` are the examples of those that must exist in the cluster. */
export function misfits({ manifests, configMaps, images }, secrets) {
  const all = (kind) => manifests.filter((manifest) => manifest.kind === kind);
  const [deployment] = all('Deployment');
  if (deployment === undefined) return ['there is no Deployment'];
  const { template, selector } = deployment.spec;
  const { labels } = template.metadata;
  const { containers, volumes = [], terminationGracePeriodSeconds: grace } = template.spec;
  const [container] = containers;
  const ports = container.ports.map(({ name }) => name);
  const served = all('Service').flatMap(({ spec }) => spec.ports);
  const expectations = [
    [matches(selector.matchLabels, labels), 'the Deployment doesn’t select its pods'],
    ...all('Service').map(({ spec }) => [matches(spec.selector, labels), 'the Service selects no pod']),
    ...all('NetworkPolicy').map(({ spec }) => [
      matches(spec.podSelector.matchLabels, labels),
      'the NetworkPolicy selects no pod',
    ]),
    ...all('PodDisruptionBudget').map(({ spec }) => [
      matches(spec.selector.matchLabels, labels),
      'the PodDisruptionBudget selects no pod',
    ]),
    ...all('HorizontalPodAutoscaler').map(({ spec }) => [
      spec.scaleTargetRef.name === deployment.metadata.name,
      'the HorizontalPodAutoscaler scales nothing',
    ]),
    ...served.map(({ targetPort }) => [
      ports.includes(targetPort),
      `no container has the port ${targetPort}`,
    ]),
    ...ports.map((port) => [
      served.some(({ targetPort }) => targetPort === port),
      `the Service lacks the port ${port}`,
    ]),
    ...ports.map((port) => [
      isAdmitted(port, all('NetworkPolicy')),
      `the NetworkPolicy admits no traffic to ${port}`,
    ]),
    ...all('ServiceMonitor').flatMap(({ spec }) => [
      [
        all('Service').some(({ metadata }) => matches(spec.selector.matchLabels, metadata.labels)),
        'the ServiceMonitor selects no Service',
      ],
      ...spec.endpoints.map(({ port }) => [
        served.some(({ name }) => name === port),
        `the ServiceMonitor reads the port ${port}, which the Service lacks`,
      ]),
    ]),
    ...container.volumeMounts.map(({ name }) => [
      volumes.some((volume) => volume.name === name),
      `there is no volume ${name} to mount`,
    ]),
    ...volumes.flatMap(({ name, configMap, secret }) => [
      [container.volumeMounts.some((mount) => mount.name === name), `the volume ${name} isn’t mounted`],
      [
        configMap === undefined || configMaps.includes(configMap.name),
        `no ConfigMap ${configMap?.name} is generated`,
      ],
      [
        secret === undefined || secrets.some(({ metadata }) => metadata.name === secret.secretName),
        `the secret ${secret?.secretName} has no example`,
      ],
    ]),
    [images.includes(container.image), 'the image has no tag'],
    [
      (container.lifecycle?.preStop?.sleep?.seconds ?? 0) > 0,
      'the container has no preStop pause for requests that still arrive',
    ],
    [
      grace >= (container.lifecycle?.preStop?.sleep?.seconds ?? 0) + DRAIN,
      `terminationGracePeriodSeconds is shorter than preStop and ${DRAIN} s`,
    ],
  ];
  return expectations.filter(([holds]) => !holds).map(([, fault]) => fault);
}

function matches(selector, labels) {
  return Object.entries(selector ?? {}).every(([name, value]) => labels[name] === value);
}

function isAdmitted(port, policies) {
  const rules = policies.flatMap(({ spec }) => spec.ingress ?? []);
  return policies.length === 0 || rules.some(({ ports = [] }) => ports.some((rule) => rule.port === port));
}

/** The fields that ops/kubernetes uses of kinds that Kubernetes itself lacks; the check rejects other keys. */

interface Metadata {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** monitoring.coreos.com/v1, of the Prometheus Operator. */
export interface IServiceMonitor {
  readonly apiVersion: 'monitoring.coreos.com/v1';
  readonly kind: 'ServiceMonitor';
  readonly metadata: Metadata;
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly endpoints: readonly { readonly port: string; readonly interval: `${number}s` }[];
  };
}

/** kustomize.config.k8s.io/v1beta1. */
export interface IKustomization {
  readonly apiVersion: 'kustomize.config.k8s.io/v1beta1';
  readonly kind: 'Kustomization';
  readonly resources: readonly string[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly images?: readonly { readonly name: string; readonly newTag: string; readonly newName?: string }[];
}

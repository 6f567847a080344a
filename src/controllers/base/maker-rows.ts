/**
 * A kind whose objects make a Secret or ConfigMap in the cluster.
 *
 * Names, namespaces and keys are patterns: plain text, or text with one path in braces, such as `{metadata.name}-app`.
 * A path steps through mappings with dots; `[]` takes every item of a list, a `*` at the end the keys of a mapping.
 */
export interface MakerRow {
  readonly group: string;
  readonly kind: string;
  readonly makes: 'Secret' | 'ConfigMap';
  /** The path of a field: objects without it make nothing. */
  readonly when?: string | undefined;
  /** What it makes is called. The first pattern that gives anything counts; it may give several names. */
  readonly name: readonly string[];
  /** Where it is made; `*` for any namespace. That of the maker unless given, or where the pattern gives nothing. */
  readonly namespace?: string | undefined;
  /** The keys that are known to be in it. */
  readonly keys?: readonly string[] | undefined;
  /** Paths of fields that bring in keys which nobody can know beforehand; true where there are always such keys. */
  readonly open?: true | readonly string[] | undefined;
}

/** The makers that eddy knows. Those that a user adds come first. */
export const MAKER_ROWS: readonly MakerRow[] = [
  {
    group: 'external-secrets.io',
    kind: 'ExternalSecret',
    makes: 'Secret',
    name: ['{spec.target.name}', '{metadata.name}'],
    keys: ['{spec.target.template.data.*}', '{spec.data[].secretKey}'],
    open: ['spec.dataFrom[]', 'spec.target.template.templateFrom[]'],
  },
  {
    group: 'external-secrets.io',
    kind: 'ClusterExternalSecret',
    makes: 'Secret',
    name: ['{spec.externalSecretSpec.target.name}', '{spec.externalSecretName}', '{metadata.name}'],
    namespace: '*',
    keys: ['{spec.externalSecretSpec.target.template.data.*}', '{spec.externalSecretSpec.data[].secretKey}'],
    open: ['spec.externalSecretSpec.dataFrom[]', 'spec.externalSecretSpec.target.template.templateFrom[]'],
  },
  { group: 'kubernetes-client.io', kind: 'ExternalSecret', makes: 'Secret', name: ['{metadata.name}'], keys: ['{spec.data[].name}'], open: ['spec.dataFrom[]'] },
  {
    group: 'bitnami.com',
    kind: 'SealedSecret',
    makes: 'Secret',
    name: ['{spec.template.metadata.name}', '{metadata.name}'],
    keys: ['{spec.encryptedData.*}', '{spec.template.data.*}'],
  },
  { group: 'onepassword.com', kind: 'OnePasswordItem', makes: 'Secret', name: ['{metadata.name}'], open: true },
  ...['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp'].map(
    (kind): MakerRow => ({ group: 'secrets.hashicorp.com', kind, makes: 'Secret', name: ['{spec.destination.name}'], keys: ['{spec.destination.transformation.templates.*}'], open: true }),
  ),
  { group: 'ricoberger.de', kind: 'VaultSecret', makes: 'Secret', name: ['{metadata.name}'], keys: ['{spec.keys[]}', '{spec.templates.*}'], open: true },
  { group: 'cert-manager.io', kind: 'Certificate', makes: 'Secret', name: ['{spec.secretName}'], keys: ['ca.crt', 'tls.crt', 'tls.key'] },
  { group: 'trust.cert-manager.io', kind: 'Bundle', makes: 'ConfigMap', when: 'spec.target.configMap', name: ['{metadata.name}'], namespace: '*', keys: ['{spec.target.configMap.key}'] },
  { group: 'trust.cert-manager.io', kind: 'Bundle', makes: 'Secret', when: 'spec.target.secret', name: ['{metadata.name}'], namespace: '*', keys: ['{spec.target.secret.key}'] },
  {
    group: 'secrets.infisical.com',
    kind: 'InfisicalSecret',
    makes: 'Secret',
    name: ['{spec.managedKubeSecretReferences[].secretName}', '{spec.managedSecretReference.secretName}'],
    namespace: '{spec.managedSecretReference.secretNamespace}',
    open: true,
  },
  { group: 'secrets.doppler.com', kind: 'DopplerSecret', makes: 'Secret', name: ['{spec.managedSecret.name}'], namespace: '{spec.managedSecret.namespace}', open: true },
  { group: 'k8s.bitwarden.com', kind: 'BitwardenSecret', makes: 'Secret', name: ['{spec.secretName}'], keys: ['{spec.map[].secretKeyName}'], open: true },
  {
    group: 'isindir.github.com',
    kind: 'SopsSecret',
    makes: 'Secret',
    name: ['{spec.secretTemplates[].name}'],
    keys: ['{spec.secretTemplates[].data.*}', '{spec.secretTemplates[].stringData.*}'],
  },
  ...['Secret', 'ConfigMap'].map((makes): MakerRow => ({
    group: 'objectbucket.io', kind: 'ObjectBucketClaim', makes: makes as MakerRow['makes'], name: ['{metadata.name}'],
    keys: makes === 'Secret' ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] : ['BUCKET_HOST', 'BUCKET_NAME', 'BUCKET_PORT', 'BUCKET_REGION', 'BUCKET_SUBREGION'],
  })),
  ...['app', 'superuser'].map((user): MakerRow => ({
    group: 'postgresql.cnpg.io', kind: 'Cluster', makes: 'Secret', name: [`{metadata.name}-${user}`],
    keys: ['dbname', 'host', 'jdbc-uri', 'password', 'pgpass', 'port', 'uri', 'user', 'username'],
  })),
  { group: 'kafka.strimzi.io', kind: 'KafkaUser', makes: 'Secret', name: ['{metadata.name}'], open: true },
];

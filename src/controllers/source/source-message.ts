/** The text of the Ready condition, which differs from kind to kind. */
export function messageOf(kind: string, revision: string): string {
  switch (kind) {
    case 'GitRepository':
      return `stored artifact for revision '${revision}'`;
    case 'OCIRepository':
      return `stored artifact for digest '${revision}'`;
    case 'ExternalArtifact':
      return 'Artifact is ready';
    default:
      return `stored artifact: revision '${revision}'`;
  }
}

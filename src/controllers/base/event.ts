/**
 * Something that a controller tells those who watch it: a Kubernetes event about the object in hand.
 *
 * Follows fluxcd/pkg runtime events: the annotations are those that the controller's group owns, the revision first of all.
 */
export interface ControllerEvent {
  readonly type: 'Normal' | 'Warning';
  /** In CamelCase, as in conditions. */
  readonly reason: string;
  readonly message: string;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

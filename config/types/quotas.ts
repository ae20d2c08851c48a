/** What a tenant may use at most. Undefined: no bound. */
export interface QuotasConfig {
  /** Records a second that are read, with a burst of one second. At least 1. */
  readonly inputRate?: number | undefined;
  /** Results a second that are sent, with a burst of one second. At least 1. */
  readonly resultRate?: number | undefined;
  /** Actors. At least 1. */
  readonly keys?: number | undefined;
  /** Bytes of its actors' state in a checkpoint. At least 1,024. */
  readonly stateBytes?: number | undefined;
}

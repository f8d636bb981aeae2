/** A setting as operators see it. */
export interface SettingFacts {
  /** As text; of a secret only that there is one. */
  readonly value: string;
  readonly fallback: string;
  /** `ms`, `bytes`, or empty. */
  readonly unit: string;
  readonly setIn: 'environment' | 'default';
  readonly help: string;
}

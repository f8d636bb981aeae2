/** A setting as operators see it. */
export interface SettingFacts {
  /** The value as text; of a secret only whether there is one. */
  readonly value: string;
  readonly fallback: string;
  /** `ms`, `bytes`, or empty. */
  readonly unit: string;
  readonly setIn: 'environment' | 'default';
  readonly help: string;
}

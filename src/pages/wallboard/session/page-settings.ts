/** What the gateway has written into the page. */
export interface PageSettings {
  /** Of a demo, whose password is not a secret. */
  readonly prefilledLogin?: {
    readonly accountName: string;
    readonly username: string;
    readonly password: string;
  };
}

export function readPageSettings(): PageSettings {
  return JSON.parse(document.getElementById('settings')?.textContent || '{}');
}

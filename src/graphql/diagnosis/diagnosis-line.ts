import { GatewayError } from '../../errors.ts';
import type { DiagnosisCheck, DiagnosisOutcome } from '../../generated/resolvers.ts';

/** What one check has found. */
export interface DiagnosisLine {
  readonly check: DiagnosisCheck;
  readonly outcome: DiagnosisOutcome;
  readonly code: string;
  readonly message: string;
  readonly at: Date | null;
}

/** A line without its check, which whoever asks adds. */
export type Finding = Omit<DiagnosisLine, 'check'>;

export function finding(outcome: DiagnosisOutcome, code: string, message: string, at: Date | null = null): Finding {
  return { outcome, code, message, at };
}

/** What an earlier line makes pointless, or keeps from this client. */
export const notChecked = finding('UNKNOWN', 'NOT_CHECKED', 'See the line that failed before.');

/** A refusal as a finding. @throws what is none: a fault of ours is an error */
export function refusal(outcome: 'FAILED' | 'UNKNOWN', error: unknown): Finding {
  if (!(error instanceof GatewayError)) throw error;
  return finding(outcome, error.code, error.message);
}

/** What asks for attention first: what has failed, or else what may explain the silence. */
export function firstFinding(lines: readonly DiagnosisLine[]): DiagnosisLine | null {
  const first = (wanted: DiagnosisOutcome) => lines.find(({ outcome }) => outcome === wanted);
  return first('FAILED') ?? first('ATTENTION') ?? null;
}

import { useRef, useState } from 'react';
import { type DiagnosisOutcome, WhyQuietDocument, type WhyQuietQuery } from '../generated/graphql.ts';
import { post } from '../session/post.ts';
import { useSource } from './use-table.ts';

type Diagnosis = NonNullable<WhyQuietQuery['diagnose']>;

const marks: Readonly<Record<DiagnosisOutcome, readonly [mark: string, word: string]>> = {
  OK: ['✓', 'good'],
  ATTENTION: ['!', 'attention'],
  FAILED: ['✕', 'failed'],
  UNKNOWN: ['?', 'not known'],
};

/** Says that nobody is on the phone, and lets the gateway explain a silence that surprises. */
export function WhyQuiet() {
  const { accountId, token } = useSource();
  const dialog = useRef<HTMLDialogElement>(null);
  const [answer, setAnswer] = useState<Diagnosis | string>('');

  const ask = async (): Promise<void> => {
    setAnswer('Asking the gateway and Kazoo …');
    dialog.current?.showModal();
    try {
      const { diagnose } = await post(WhyQuietDocument, { accountId, binding: 'call.*.*' }, token());
      setAnswer(diagnose ?? 'The gateway has no answer.');
    } catch (error) {
      setAnswer(error instanceof Error ? error.message : String(error));
    }
  };

  return (
    <>
      <span className="quiet-line">Nobody is on the phone.</span>
      <button type="button" className="link" onClick={() => void ask()}>
        Why is it quiet?
      </button>
      <dialog ref={dialog} aria-label="Why no calls come">
        {typeof answer === 'string' ? <p>{answer}</p> : <Findings diagnosis={answer} />}
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </dialog>
    </>
  );
}

function Findings({ diagnosis: { finding, lines } }: { readonly diagnosis: Diagnosis }) {
  return (
    <>
      <h3>{finding ? finding.message : 'All is well: there are just no calls.'}</h3>
      <ul className="findings">
        {lines.map(({ check, outcome, message }) => (
          <li key={check} data-outcome={outcome}>
            <span role="img" aria-label={marks[outcome][1]}>
              {marks[outcome][0]}
            </span>{' '}
            {message}
          </li>
        ))}
      </ul>
    </>
  );
}

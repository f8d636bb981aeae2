import type { ConditionRow } from '../../../operator/operator-view.ts';
import type { Shown } from '../session/desk-view.ts';

/** Whether all is well, at a glance. What is not is read out when it begins. */
export function Conditions({ conditions: { rows } }: { readonly conditions: Shown<ConditionRow> }) {
  return (
    <ul className="conditions" aria-label="Conditions" aria-live="polite">
      {Object.entries(rows).map(([name, { isWell, text }]) => (
        <li key={name} className={isWell ? 'well' : 'ill'}>
          <strong>
            <span aria-hidden="true">{isWell ? '✓' : '!'}</span> {name}
          </strong>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

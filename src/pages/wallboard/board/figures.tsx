import type { ReactNode } from 'react';
import type { LiveRowOf } from '../../../client/index.ts';
import type { FiguresSubscription } from '../generated/graphql.ts';
import { Elapsed } from '../lists/elapsed.tsx';

type Numbers = LiveRowOf<FiguresSubscription>;

/** The calls in numbers, to be read from the other end of the room. */
export function Figures({ numbers }: { readonly numbers: Numbers | undefined }) {
  const { longestRingSince, countedSince } = numbers ?? {};
  const since = countedSince && `since ${timeOfDay(countedSince)}`;
  return (
    <dl className="figures">
      <Figure kind="ringing" label="Ringing" value={numbers?.ringing}>
        {longestRingSince && <Elapsed since={longestRingSince} />}
      </Figure>
      <Figure kind="talking" label="Talking" value={numbers?.talking} />
      <Figure kind="held" label="On hold" value={numbers?.held} />
      <Figure kind="parked" label="Parked" value={numbers?.parked} />
      <Figure kind="answered" label="Answered" value={numbers?.answeredToday}>
        {since}
      </Figure>
      <Figure kind="missed" label="Missed" value={numbers?.missedToday}>
        {numbers?.countsComplete === false ? 'or more' : since}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly kind: string;
  readonly label: string;
  readonly value: number | undefined;
  readonly children?: ReactNode;
}

function Figure({ kind, label, value, children }: FigureProps) {
  return (
    <div className="figure" data-kind={kind} data-zero={!value}>
      <dt>{label}</dt>
      <dd>
        {value ?? '–'}
        <span className="figure-note">{children}</span>
      </dd>
    </div>
  );
}

function timeOfDay(time: string): string {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

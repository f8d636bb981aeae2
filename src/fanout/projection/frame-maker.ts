import type { GroupServices } from '../group-services.ts';
import { NextFrame } from '../next-frame.ts';
import type { SourceEvent } from '../shared-source.ts';
import { createExecution, type Execution, type SharedOperation } from './projection.ts';

/** What became of some events. */
export interface MadeFrames {
  readonly frames: readonly NextFrame[];
  /** Events whose results are too large to be sent. */
  readonly tooLarge: readonly SourceEvent[];
  /** What the execution of an event has thrown; nothing was made of it and of those after it. */
  readonly failure?: { readonly error: unknown };
}

/** Makes the frames of one operation. */
export class FrameMaker {
  readonly #operation: SharedOperation;
  readonly #services: Pick<GroupServices, 'onExecuted' | 'limits'>;
  #execution: Execution | undefined;

  constructor(operation: SharedOperation, services: Pick<GroupServices, 'onExecuted' | 'limits'>) {
    this.#operation = operation;
    this.#services = services;
  }

  /** Hot: once per event. */
  framesOf(events: readonly SourceEvent[]): MadeFrames {
    const frames: NextFrame[] = [];
    const tooLarge: SourceEvent[] = [];
    for (const event of events) {
      try {
        const frame = this.#frameOf(event);
        if (frame.length > this.#services.limits.maxResultBytes) tooLarge.push(event);
        else frames.push(frame);
      } catch (error) {
        return { frames, tooLarge, failure: { error } };
      }
    }
    return { frames, tooLarge };
  }

  #frameOf({ root, extensions, cursor }: SourceEvent): NextFrame {
    const startedAtMs = performance.now();
    // With the first event, not with the first subscriber: many operations begin at once, and not all of them get one.
    this.#execution ??= createExecution(this.#operation);
    const data = this.#execution(root);
    const rest = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
    const frame = new NextFrame(`{"data":${data}${rest}}`, cursor);
    this.#services.onExecuted(performance.now() - startedAtMs);
    return frame;
  }
}

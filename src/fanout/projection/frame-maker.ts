import { GatewayError } from '../../errors.ts';
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

/** Returns the frames of events of which each counts. @throws for what was not made of them. */
export function allFrames({ frames, tooLarge, failure }: MadeFrames): readonly NextFrame[] {
  if (failure !== undefined) throw failure.error;
  if (tooLarge.length > 0)
    throw new GatewayError('CURSOR_EXPIRED', 'A missed event is too large to be sent. Load what you show afresh.');
  return frames;
}

type FrameServices = Pick<GroupServices, 'onExecuted' | 'limits' | 'startFrames'>;

/** Makes the frames of one operation. */
export class FrameMaker {
  readonly #operation: SharedOperation;
  readonly #services: FrameServices;
  #execution: Execution | undefined;

  constructor(operation: SharedOperation, services: FrameServices) {
    this.#operation = operation;
    this.#services = services;
  }

  /** Hot: once per event. */
  framesOf(events: Iterable<SourceEvent>): MadeFrames {
    return this.#made(events, (event) => this.#frameOf(event));
  }

  /** As `framesOf`, of what every client begins with: the same event is made once. */
  startFramesOf(events: Iterable<SourceEvent>): MadeFrames {
    const { startFrames } = this.#services;
    return this.#made(events, (event) => startFrames.get(this, event, () => this.#frameOf(event)));
  }

  /** Must be called when the group is gone. */
  close(): void {
    this.#services.startFrames.delete(this);
  }

  #made(events: Iterable<SourceEvent>, frameOf: (event: SourceEvent) => NextFrame): MadeFrames {
    const frames: NextFrame[] = [];
    const tooLarge: SourceEvent[] = [];
    for (const event of events) {
      try {
        const frame = frameOf(event);
        if (frame.length <= this.#services.limits.maxResultBytes) frames.push(frame);
        else if (event.isWhole === true) throw listTooLarge();
        else tooLarge.push(event);
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

function listTooLarge(): GatewayError {
  return new GatewayError('BAD_USER_INPUT', 'The list is too large to be sent. Filter it, or select fewer fields.');
}

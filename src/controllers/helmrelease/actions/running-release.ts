import { withLibraries } from '../../../std/lazy-library.ts';
import type { ObjectRef } from '../../../diagnostics/index.ts';
import type { Context } from '../../base/index.ts';
import { checkWait, type HealthWait } from './health-wait.ts';
import type { HelmAction } from './helm-environment.ts';
import { reconcileRelease, uninstallOld } from '../release-lifecycle.ts';
import type { ReleaseEnd, ReleaseRequest } from '../release-request.ts';

/** What a release that runs has come to: its end, or a wait. */
export type RunningState =
  | { readonly type: 'ended'; readonly end: ReleaseEnd }
  | { readonly type: 'waits'; readonly wait: HealthWait; readonly on: readonly ObjectRef[] };

/** How often a release is taken up again at once, before it is left to a later reconcile. */
const MAX_ROUNDS = 3;

/** The work on one release, which may stop in the middle of an action to wait, and be taken up by a later reconcile. */
export class RunningRelease {
  readonly request: ReleaseRequest;
  readonly #work: HelmAction<ReleaseEnd>;
  #wait: HealthWait | undefined;

  /** @param prepare is called before the release is brought in order, once nothing old is in its way. */
  constructor(request: ReleaseRequest, prepare: () => void) {
    this.request = request;
    this.#work = work(request, prepare);
  }

  /** Goes on as far as it can without waiting. */
  async advance(context: Context): Promise<RunningState> {
    this.request.context = context;
    for (;;) {
      let fault: string | undefined;
      if (this.#wait !== undefined) {
        const wait = this.#wait;
        const state = await withLibraries(() => checkWait(wait, context.live, context.ports.clock.now(), context.timedOut === wait.name));
        if (state.type === 'open') {
          // What is waited for wakes the release; once the wait is over, its objects are none of its business.
          for (const ref of state.on) await context.objects.get(ref);
          return { type: 'waits', wait, on: state.on };
        }
        fault = state.fault;
      }
      const step = await this.#work.next(fault);
      if (step.done === true) return { type: 'ended', end: step.value };
      this.#wait = step.value;
    }
  }
}

async function* work(request: ReleaseRequest, prepare: () => void): HelmAction<ReleaseEnd> {
  for (let round = 1; ; round++) {
    const old = yield* uninstallOld(request);
    if (old !== undefined && !(old.type === 'Failed' && old.again === true)) return old;
    prepare();
    const end = yield* reconcileRelease(request);
    if (end.type !== 'Failed' || end.again !== true || round === MAX_ROUNDS) return end;
  }
}

/** Runs an action without stopping for anything: what it would wait for counts as waited out. */
export async function driveToEnd<T>(action: HelmAction<T>, context: Context): Promise<T> {
  let step = await action.next();
  while (step.done !== true) {
    const state = await checkWait(step.value, context.live, context.ports.clock.now(), true);
    step = await action.next(state.type === 'over' ? state.fault : undefined);
  }
  return step.value;
}

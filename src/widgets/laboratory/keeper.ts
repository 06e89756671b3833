import type { Snapshot } from '../../training/laboratory/api';
import type { StoreProblem } from '../../training/runs/record';
import type { RunState } from '../shared/lab/run';

/** A saved run as the list shows it; its snapshot, megabytes, is read when it is asked for. */
export interface KeptRun {
  readonly id: string;
  readonly name: string;
  readonly run: RunState;
  /** Whether there is something left to do, and nobody at it. */
  readonly resumable: boolean;
}

/** One that cannot be read: it can be deleted. */
export interface UnreadableRun {
  readonly id: string;
  readonly problem: KeepProblem;
}

export type KeepProblem = StoreProblem['kind'];

/** Nothing here rejects: what storage refuses is a word, and lasts as long as the page. */
export interface Keeper {
  list(): Promise<{
    readonly runs: readonly (KeptRun | UnreadableRun)[];
    readonly problem: KeepProblem | null;
  }>;
  save(name: string, run: RunState): Promise<KeepProblem | null>;
  rename(id: string, name: string): Promise<KeepProblem | null>;
  remove(id: string): Promise<KeepProblem | null>;
  snapshot(kept: KeptRun): Promise<Snapshot | null>;
  /**
   * The newest run that a crash or a closed page interrupted; 'later' where one has been silent for too short a time, or
   * is another window's.
   */
  interrupted(): Promise<KeptRun | 'later' | null>;
  /** Makes it the run that is going on here; false where another window was faster. */
  take(kept: KeptRun): Promise<boolean>;
  /** Keeps the run that is going on; `leaving` as that of a page that goes away. */
  keepGoing(run: RunState, leaving: boolean): Promise<KeepProblem | null>;
  dropGoing(): Promise<void>;
}

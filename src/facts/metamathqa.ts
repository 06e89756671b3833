import file from '../../content/facts/metamathqa.json';
import { GIB } from '../theory/units';
import { byId } from './byId';

/** One measured run of PEFT’s comparison. Figures in base units. */
export interface MeasuredTraining {
  /** PEFT’s name of the experiment: the method, then its variant. */
  readonly id: string;
  readonly method: string;
  readonly trainable: number;
  /** Largest and mean reserved memory of the card, in bytes; published with two places in GiB. */
  readonly memory: number;
  readonly averageMemory: number;
  /** Share of the test’s questions answered right. */
  readonly accuracy: number;
  /** Change of a mean token loss on Wikipedia passages by the training. */
  readonly forgetting: number;
  /** Bytes of what the training leaves behind as a file. */
  readonly file: number;
  /** Of training, without evaluation. */
  readonly seconds: number;
}

export const COMPARISON = {
  questions: file.setup.questions,
  steps: file.setup.steps,
  batch: file.setup.batch,
  source: file.source,
} as const;

export const TRAININGS: readonly MeasuredTraining[] = file.runs.map((run) => ({
  id: run.id,
  method: run.method,
  trainable: run.trainable,
  memory: Math.round(run.memory * GIB),
  averageMemory: Math.round(run.averageMemory * GIB),
  accuracy: run.correct / file.setup.questions,
  forgetting: run.forgetting,
  file: run.file,
  seconds: run.seconds,
}));

export const trainingById: (id: string) => MeasuredTraining = byId('measured training', TRAININGS);

import type { Translate } from '../../i18n/translate';
import type { TaskName } from './tasks';

/** What a reader begins with: `DOC` is the place of the doc comment. */
const STARTERS: Readonly<Record<TaskName, string>> = {
  memoryPerGpu: `DOC
function memoryPerGpu(run: Run): number {
  const { parameters, layers, hiddenSize, vocabSize, batch, sequence, gpus } = run;
  return 0;
}

interface Run {
  parameters: number;
  layers: number;
  hiddenSize: number;
  vocabSize: number;
  batch: number;
  sequence: number;
  gpus: number;
}
`,
  loraForward: `DOC
function loraForward(
  x: number[][],
  W: number[][],
  A: number[][],
  B: number[][],
  alpha: number,
): number[][] {
  return [];
}

MATRICES`,
  mergeLora: `DOC
function mergeLora(W: number[][], A: number[][], B: number[][], alpha: number): number[][] {
  return [];
}

MATRICES`,
  layerCounts: `DOC
function layerCounts(
  layer: Layer,
  rank: number,
  targets: Matrix[],
): { frozen: number; trained: number } {
  const { hiddenSize, intermediateSize, heads, keyValueHeads, headDim } = layer;
  return { frozen: 0, trained: 0 };
}

interface Layer {
  hiddenSize: number;
  intermediateSize: number;
  heads: number;
  keyValueHeads: number;
  headDim: number;
}

type Matrix = 'q' | 'k' | 'v' | 'o' | 'gate' | 'up' | 'down';
`,
  quantizeBlock: `DOC
function quantizeBlock(
  weights: number[],
  levels: number[],
): { absmax: number; codes: number[]; restored: number[] } {
  return { absmax: 0, codes: [], restored: [] };
}
`,
  adapter: `DOC
function adapter(h: number[][], down: number[][], up: number[][]): number[][] {
  return [];
}

MATRICES`,
  attend: `DOC
function attend(
  Q: number[][],
  K: number[][],
  V: number[][],
  PK: number[][],
  PV: number[][],
): number[][] {
  return [];
}

MATRICES`,
};

const MATRICES = `/** MULTIPLY */
function multiply(a: number[][], b: number[][]): number[][] {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => row.reduce((sum, x, i) => sum + x * column[i], 0)));
}

/** TRANSPOSE */
function transpose(a: number[][]): number[][] {
  return (a[0] ?? []).map((_, j) => a.map((row) => row[j]));
}
`;

/** A task's starter with its comments in the reader's language. For the build: the page holds it from then on. */
export function starterOf(name: TaskName, translate: Translate): string {
  const doc = translate(`codeExercise.tasks.${name}.doc`).split('\n');
  const comment = ['/**', ...doc.map((line) => ` * ${line}`.trimEnd()), ' */'].join('\n');
  return STARTERS[name]
    .replace('MATRICES', () => MATRICES)
    .replace('DOC', () => comment)
    .replace('MULTIPLY', () => translate('codeExercise.helpers.multiply'))
    .replace('TRANSPOSE', () => translate('codeExercise.helpers.transpose'));
}

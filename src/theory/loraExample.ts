/** The lesson's worked example: a layer small enough to compute by hand, and four ways to start it. */
import {
  descend,
  type LoraBackward,
  type LoraFactors,
  type LoraForward,
  type LoraLayer,
  loraBackward,
  loraForward,
  type Matrix,
  squaredError,
} from './loraPass';

/** x [1, 3], t [1, 3], W [3, 3], R = 1, α = 2: numbers of two digits at most after the point, all through the first pass. */
export const LORA_EXAMPLE = {
  input: [[1, 2, -1]],
  target: [[0.48, 0.06, 0.24]],
  frozen: [
    [0.5, 0, -0.5],
    [0, 0.5, 0.5],
    [1, 0.5, 0],
  ],
  alpha: 2,
  rank: 1,
  learningRate: 0.1,
} as const satisfies Record<string, Matrix | number>;

const A: Matrix = [[0.6], [-0.1], [-0.2]];
const B: Matrix = [[0.4], [-0.2], [0.2]];
const B_BY_CHANCE: Matrix = [[-0.3], [0.4], [-0.2]];
const NOTHING: Matrix = [[0], [0], [0]];

/**
 * `midway`: neither factor is zero, as after some training. `fresh`: LoRA's start. `mirrored`: A zero instead of B.
 * `scattered`: neither is zero before any training, so that the output is not the pretrained one.
 */
export const LORA_STARTS = ['midway', 'fresh', 'mirrored', 'scattered', 'zero'] as const;
export type LoraStart = (typeof LORA_STARTS)[number];

const FACTORS: Readonly<Record<LoraStart, LoraFactors>> = {
  midway: { down: A, up: B },
  fresh: { down: A, up: NOTHING },
  mirrored: { down: NOTHING, up: B },
  scattered: { down: A, up: B_BY_CHANCE },
  zero: { down: NOTHING, up: NOTHING },
};

export interface LoraStep {
  readonly layer: LoraLayer;
  readonly forward: LoraForward;
  readonly loss: number;
  readonly backward: LoraBackward;
  readonly next: LoraLayer;
  readonly nextForward: LoraForward;
  readonly nextLoss: number;
}

export function exampleLayer(start: LoraStart): LoraLayer {
  const { frozen, alpha, rank } = LORA_EXAMPLE;
  return { frozen, scale: alpha / rank, ...FACTORS[start] };
}

/** Forward, loss, backward, one step of gradient descent, and the loss after it. */
export function exampleStep(start: LoraStart): LoraStep {
  return stepFrom(exampleLayer(start));
}

function stepFrom(layer: LoraLayer): LoraStep {
  const { input, target, learningRate } = LORA_EXAMPLE;
  const forward = loraForward(layer, input);
  const backward = loraBackward(layer, input, forward, target);
  const next = descend(layer, backward, learningRate);
  const nextForward = loraForward(next, input);
  return {
    layer,
    forward,
    loss: squaredError(forward.output, target),
    backward,
    next,
    nextForward,
    nextLoss: squaredError(nextForward.output, target),
  };
}

/** The steps of a short training, the first pass at the start itself: `steps` + 1 of them. */
export function exampleTraining(start: LoraStart, steps: number): readonly LoraStep[] {
  const taken = [exampleStep(start)];
  while (taken.length <= steps) taken.push(stepFrom((taken.at(-1) as LoraStep).next));
  return taken;
}

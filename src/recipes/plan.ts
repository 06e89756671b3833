import { isLowRank, isQuantized, type Precision } from '../theory/detailed';
import { countTrainable } from '../theory/methods';
import { HUB, isGated, OWN_MODEL } from './hub';
import { joinedExpertsSurplus, reachesExperts, targetsOf } from './modules';
import { type Distribution, distributionOf } from './nodes';
import { type Because, DETAILED_FIELDS, type Reason, type RecipeRequest } from './request';
import { settleSharding } from './sharded';

type Run = RecipeRequest['setup'];

/** What is written, decided once: every file of a recipe reads it here. */
export interface Plan {
  readonly request: RecipeRequest;
  /** The run as it is written. Where it is not the calculator's, a reason says so, and memory is counted for this one. */
  readonly run: Run;
  /** On the Hub, or a placeholder. */
  readonly repository: string;
  readonly gated: boolean;
  readonly distribution: Distribution;
  /** What the products are computed in. */
  readonly compute: 'bfloat16' | 'float16' | 'float32';
  /** What the model is loaded in. */
  readonly loaded: 'bfloat16' | 'float16' | 'float32';
  /** Whether the trained numbers themselves are 16-bit, with no wider copy anywhere. */
  readonly pure16: boolean;
  readonly attention: 'sdpa' | 'flash_attention_2' | 'eager';
  readonly packing: boolean;
  readonly checkpointing: boolean;
  readonly reasons: readonly Reason[];
  /** Whether there is anything to run. */
  readonly possible: boolean;
}

/** Cards of before Ampere: no bf16 in hardware, and FlashAttention 2 has no kernels for them. */
const BEFORE_AMPERE: readonly string[] = ['t4-16g', 'v100-32g'];

/** The model whose attention scores pass through a soft cap, which PyTorch's fused attention leaves out. */
const CAPPED = 'gemma-2-9b';

/** What the slides' formula takes for granted, where their view shows no control for it. */
function slideRun(setup: Run): Run {
  return {
    ...setup,
    precision: setup.method === 'qlora' ? 'nf4' : 'bf16',
    doubleQuantization: true,
    adapterPrecision: 'bf16',
    optimizer: 'adamw-master',
    zero: 3,
    recompute: 'full',
    attention: 'fused',
    chunkedLoss: false,
    accumulation: 1,
    implementation: 'transformers',
  };
}

/**
 * Settles what of a set-up today's libraries can do, and what is written instead of the rest. The order matters: the
 * method first, then numbers, sharding, and what depends on these.
 */
export function planOf(request: RecipeRequest): Plan {
  const reasons: Reason[] = [];
  const because: Because = (id, fields, parameters) =>
    void reasons.push({ id, fields, ...(parameters && { parameters }) });

  let run = request.view === 'slide' ? slideRun(request.setup) : request.setup;
  if (request.view === 'slide') because('slide', DETAILED_FIELDS);
  run = settleMethod(run, because);
  const possible = isPossible(run, because);
  const old = BEFORE_AMPERE.includes(request.gpu.id);
  run = settleNumbers(run, old, request, because);
  const distribution = distributionOf(run, request.sharding);
  const sharded = settleSharding(run, distribution, because);
  run = settleHabits(sharded.run, old, request, because);
  const compute = computeType(run, old);
  const pure16 = sharded.pure16;
  const wide = run.method === 'full' && !pure16 && sharded.distribution.kind !== 'deepspeed';
  if (wide && compute !== 'float32') because('fp32Master', ['precision', 'optimizer']);
  if (request.gpu.vendor === 'AMD') because('amd', ['gpu']);
  const { attention, packing } = attentionOf(run, compute, old, request);
  return {
    request,
    run,
    repository: request.model ? (HUB[request.model.id] ?? OWN_MODEL) : OWN_MODEL,
    gated: request.model !== null && isGated(HUB[request.model.id] ?? ''),
    distribution: sharded.distribution,
    compute,
    loaded: wide ? 'float32' : compute,
    pure16,
    attention,
    packing,
    checkpointing: run.recompute === 'full',
    reasons,
    possible,
  };
}

function settleMethod(run: Run, because: Because): Run {
  const { architecture, method } = run;
  if (architecture.experts !== null && isQuantized(run.precision)) {
    because('expertsQuantized', ['precision', 'method', 'doubleQuantization']);
    run = { ...run, precision: 'bf16', method: method === 'qlora' ? 'lora' : method };
  }
  if (run.method === 'dora' && reachesExperts(architecture, run.targets)) {
    because('expertsDora', ['targets', 'method']);
    const targets = run.targets.filter((name) => !reachesExperts(architecture, [name]));
    run = { ...run, targets, trainable: countTrainable(architecture, { ...run, targets }) };
  }
  if (isLowRank(run.method) && reachesExperts(architecture, run.targets)) {
    because('expertsLora', ['targets']);
    const trainable = run.trainable + joinedExpertsSurplus(architecture, run.targets, run.rank);
    run = { ...run, trainable };
  }
  if (run.method === 'ia3' && architecture.experts !== null) {
    because('expertsIa3', ['method', 'targets']);
    const { numHiddenLayers, numKeyValueHeads, headDim } = architecture;
    run = { ...run, targets: ['k', 'v'], trainable: numHiddenLayers * 2 * numKeyValueHeads * headDim };
  }
  if (run.method === 'bitfit' && isQuantized(run.precision)) {
    because('bitfitQuantized', ['precision', 'doubleQuantization']);
    run = { ...run, precision: 'bf16' };
  }
  return run;
}

function isPossible(run: Run, because: Because): boolean {
  if (run.method === 'adapter') {
    because('bottleneck', ['method', 'bottleneck']);
    return false;
  }
  const targets = targetsOf(run.architecture, run.targets);
  const bare = isLowRank(run.method) && targets.modules.length + targets.parameters.length === 0;
  if (bare || (run.method !== 'full' && run.trainable === 0)) {
    because('nothing', ['method', ...(isLowRank(run.method) ? (['targets'] as const) : [])]);
    return false;
  }
  return true;
}

/** Types of weights and of what is trained, on cards with and without bf16. */
function settleNumbers(run: Run, old: boolean, { gpu }: RecipeRequest, because: Because): Run {
  if (old && run.precision === 'bf16') {
    because('noBf16', ['precision', 'gpu'], { card: gpu.name });
    run = { ...run, precision: 'fp16' };
  }
  const half = run.precision === 'fp16' || (old && isQuantized(run.precision));
  if (half && run.method !== 'full' && run.adapterPrecision === 'bf16') {
    because('fp16Adapters', ['adapterPrecision']);
    run = { ...run, adapterPrecision: 'fp32' };
  }
  return run;
}

/** Recomputation, and whose habits the run follows. */
function settleHabits(run: Run, old: boolean, request: RecipeRequest, because: Because): Run {
  if (run.method === 'prefix' && run.recompute !== 'none') {
    because('prefixCheckpointing', ['recompute']);
    run = { ...run, recompute: 'none' };
  }
  if (run.recompute === 'selective') {
    because(run.attention === 'fused' ? 'selectiveFused' : 'selectiveEager', ['recompute']);
    run = { ...run, recompute: run.attention === 'fused' ? 'none' : 'full' };
  }
  if (run.attention === 'fused' && request.model?.id === CAPPED && (old || run.precision === 'fp32')) {
    because('cappedEager', ['attention']);
    run = { ...run, attention: 'eager' };
  }
  const named = run.implementation ?? 'transformers';
  if (named !== 'transformers' && named !== 'transformers-padded') {
    because('history', ['implementation']);
    run = { ...run, implementation: 'transformers-padded' };
  }
  if (named === 'transformers' && run.batch > 1 && !canPack(run, old)) {
    because('padded', ['implementation']);
    run = { ...run, implementation: 'transformers-padded' };
  }
  return run;
}

/** Rows filled to their end, without padding, need FlashAttention; a prompt or prefix stands at the start of each row alone. */
function canPack({ attention, precision, method }: Run, old: boolean): boolean {
  const fast = attention === 'fused' && precision !== 'fp32' && !old;
  return fast && method !== 'prefix' && method !== 'prompt';
}

function computeType({ precision }: { precision: Precision }, old: boolean): Plan['compute'] {
  if (precision === 'fp32') return 'float32';
  if (precision === 'fp16' || (old && isQuantized(precision))) return 'float16';
  return 'bfloat16';
}

function attentionOf(
  run: Run,
  compute: Plan['compute'],
  old: boolean,
  { model }: RecipeRequest,
): Pick<Plan, 'attention' | 'packing'> {
  if (run.attention === 'eager') return { attention: 'eager', packing: false };
  const packing = run.implementation !== 'transformers-padded' && run.batch > 1 && canPack(run, old);
  const flash = packing || (model?.id === CAPPED && compute !== 'float32' && !old);
  return { attention: flash ? 'flash_attention_2' : 'sdpa', packing };
}

import { isQuantized, trainedBytes } from '../theory/detailed';
import type { Distribution } from './nodes';
import type { Because, RecipeRequest } from './request';

type Run = RecipeRequest['setup'];

interface Sharded {
  readonly run: Run;
  readonly distribution: Distribution;
  readonly pure16: boolean;
}

/**
 * What one card, copies, DeepSpeed and FSDP each do with the types of what is trained and with the optimizer. None of them
 * lets every combination of the calculator stand.
 */
export function settleSharding(run: Run, distribution: Distribution, because: Because): Sharded {
  if (distribution.kind === 'single') {
    if (run.zero > 0) because('zeroOneCard', ['zero']);
    return unsharded({ ...run, zero: 0 }, distribution, because);
  }
  if (distribution.kind === 'ddp') return unsharded(run, distribution, because);
  if (distribution.kind === 'deepspeed') return withDeepSpeed(run, distribution, because);
  return withFsdp(run, distribution, because);
}

export const is8bit = ({ optimizer }: Run): boolean =>
  optimizer === 'adamw-8bit' || optimizer === 'paged-adamw-8bit';

function unsharded(run: Run, distribution: Distribution, because: Because): Sharded {
  const full16 = run.method === 'full' && run.precision !== 'fp32';
  if (full16 && run.precision === 'fp16' && run.optimizer !== 'adamw-master') {
    // The loss scaler refuses fp16 gradients, and without it they underflow.
    because('fp16Full', ['precision', 'optimizer']);
    run = { ...run, optimizer: 'adamw-master' };
  }
  if (run.method !== 'full' && run.adapterPrecision === 'bf16' && run.optimizer === 'adamw-master') {
    // PyTorch's optimizers keep no copy of what they train: it has to be fp32 itself.
    because('fp32Adapters', ['adapterPrecision', 'optimizer']);
    run = { ...run, adapterPrecision: 'fp32' };
  }
  return { run, distribution, pure16: full16 && run.optimizer !== 'adamw-master' };
}

function withDeepSpeed(run: Run, distribution: Distribution, because: Because): Sharded {
  if (run.precision === 'int8' && run.zero === 3) {
    because('int8Sharded', ['zero', 'precision']);
    run = { ...run, zero: 2 };
  }
  if (run.optimizer === 'adafactor') {
    because('adafactorSharded', ['optimizer']);
    run = { ...run, optimizer: 'adamw-master' };
  }
  if (run.precision === 'fp32') {
    if (run.method !== 'full' && run.adapterPrecision === 'bf16') {
      because('oneType', ['adapterPrecision']);
      run = { ...run, adapterPrecision: 'fp32' };
    }
    return { run, distribution, pure16: false };
  }
  const pure16 = run.optimizer === 'adamw' && trainedBytes(run) === 2 && run.precision !== 'fp16';
  if (!pure16 && (run.optimizer === 'adamw' || (run.method !== 'full' && run.adapterPrecision === 'fp32'))) {
    because('deepspeedMaster', ['adapterPrecision', 'optimizer']);
    const optimizer = run.optimizer === 'adamw' ? 'adamw-master' : run.optimizer;
    run = { ...run, adapterPrecision: 'bf16', optimizer };
  }
  if (is8bit(run) || run.optimizer === 'sgd') because('deepspeedOther', ['optimizer']);
  return { run, distribution, pure16 };
}

function withFsdp(run: Run, distribution: Distribution, because: Because): Sharded {
  if (run.precision === 'int8') {
    because('int8Fsdp', ['zero', 'precision']);
    return unsharded({ ...run, zero: 0 }, { ...distribution, kind: 'ddp' }, because);
  }
  if (run.zero === 1) {
    because('fsdpStage1', ['zero']);
    run = { ...run, zero: 2 };
  }
  if (is8bit(run)) {
    because('fsdp8bit', ['optimizer']);
    run = { ...run, optimizer: 'adamw-master' };
  }
  if (run.optimizer === 'adafactor') {
    because('adafactorSharded', ['optimizer']);
    run = { ...run, optimizer: 'adamw-master' };
  }
  const full16 = run.method === 'full' && run.precision !== 'fp32';
  if (full16 && run.precision === 'fp16' && run.optimizer !== 'adamw-master') {
    because('fp16Full', ['precision', 'optimizer']);
    run = { ...run, optimizer: 'adamw-master' };
  }
  const pure16 = full16 && run.optimizer !== 'adamw-master';
  if (run.method !== 'full' && run.adapterPrecision === 'bf16') {
    because('fsdpFp32', ['adapterPrecision']);
    run = { ...run, adapterPrecision: 'fp32' };
  }
  return { run, distribution, pure16 };
}

/** DeepSpeed's fp32 copy of 16-bit trained numbers, beside an optimizer that the calculator counts without one. */
export function hasUncountedMaster(run: Run, distribution: Distribution): boolean {
  return (
    distribution.kind === 'deepspeed' && run.precision !== 'fp32' && (is8bit(run) || run.optimizer === 'sgd')
  );
}

/** Whether a shard's frozen weights are codes, which are stored as 16-bit numbers so that they can be cut up. */
export function storesCodesAs16bit(run: Run, { kind }: Distribution): boolean {
  return isQuantized(run.precision) && run.zero === 3 && (kind === 'deepspeed' || kind === 'fsdp');
}

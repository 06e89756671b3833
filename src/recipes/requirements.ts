import { isQuantized } from '../theory/detailed';
import type { Plan } from './plan';
import { is8bit } from './sharded';
import { type Library, VERSIONS } from './versions';

/** `requirements.txt`: what this run needs and no more, at the versions that it was written against. */
export function requirements(plan: Plan): string {
  const { run, distribution, attention } = plan;
  const needed: Library[] = ['torch', 'transformers', 'trl', 'peft', 'accelerate', 'datasets'];
  if (isQuantized(run.precision) || is8bit(run)) needed.push('bitsandbytes');
  if (distribution.kind === 'deepspeed') needed.push('deepspeed');
  if (attention === 'flash_attention_2') needed.push('flash-attn');
  return needed.map((library) => `${library}==${VERSIONS[library]}\n`).join('');
}

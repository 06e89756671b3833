import { adapter } from './adapter';
import { dora } from './dora';
import { full } from './full';
import { ia3 } from './ia3';
import { lora } from './lora';
import type { Method, MethodId } from './method';
import { prefix } from './prefix';
import { prompt } from './prompt';
import { qlora } from './qlora';

export const METHODS: Readonly<Record<MethodId, Method>> = {
  full,
  lora,
  dora,
  qlora,
  adapter,
  prefix,
  prompt,
  ia3,
};

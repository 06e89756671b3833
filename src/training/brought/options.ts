import { DEFAULT_OPTIONS } from '../methods/defaults';
import type { MethodOptions } from '../methods/method';
import { MATRICES, type Matrix } from '../model/config';
import type { BroughtSetup } from './api';

/** The slides' two: queries and values. */
const ATTENTION: readonly Matrix[] = ['q_proj', 'v_proj'];

/** What the methods read of a set-up. */
export function methodOptions({ rank, alpha, targets }: BroughtSetup): MethodOptions {
  return { ...DEFAULT_OPTIONS, rank, alpha, targets: targets === 'all' ? MATRICES : ATTENTION };
}

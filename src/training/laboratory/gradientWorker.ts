import { expose } from 'comlink';
import { live } from '../../sandbox/lifeline';
import { checkGradients } from '../gradientCheck';
import type { MethodOptions } from '../methods/method';
import type { GradientReport, LabMethod } from './api';

export interface GradientChecker {
  check(method: LabMethod, options: MethodOptions, source?: string): Promise<GradientReport>;
}

live();
expose({ check: checkGradients } satisfies GradientChecker);

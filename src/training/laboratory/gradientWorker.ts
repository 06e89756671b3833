import { expose } from 'comlink';
import { checkGradients } from '../gradientCheck';
import type { MethodOptions } from '../methods/method';
import type { GradientReport, LabMethod } from './api';

export interface GradientChecker {
  check(method: LabMethod, options: MethodOptions, source?: string): Promise<GradientReport>;
}

expose({ check: checkGradients } satisfies GradientChecker);

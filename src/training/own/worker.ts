/** A worker that traces and does nothing else, so that `client.ts` can end it at any time. */

import { serve } from '../../sandbox/serve';
import type { ToTracer } from './client';
import { traceEverywhere } from './everywhere';

serve(({ source, config, options }: ToTracer, begun) => traceEverywhere(source, config, options, begun));

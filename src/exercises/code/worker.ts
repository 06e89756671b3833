/** A worker that runs a reader's code and does nothing else, so that `client.ts` can end it at any time. */

import { serve } from '../../sandbox/serve';
import type { Outcome, Request } from './outcome';
import { runCode } from './sandbox';

serve<Request, Outcome>((request, begun) => {
  begun();
  return runCode(request);
});

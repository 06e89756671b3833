import { expose, transfer } from 'comlink';
import { live } from '../../sandbox/lifeline';
import type { BroughtModel } from './api';
import { WorkingModel } from './session';

/** The worker's end of the line. */
const model = new WorkingModel();

const exposed: BroughtModel = {
  open: (...args) => model.open(...args),
  need: (...args) => model.need(...args),
  load: (...args) => model.load(...args),
  train: (...args) => model.train(...args),
  stop: () => model.stop(),
  generate: (...args) => model.generate(...args),
  adapter: async () => {
    const answer = await model.adapter();
    return answer.ok ? transfer(answer, [answer.value.buffer]) : answer;
  },
  close: () => model.close(),
};

live();
expose(exposed);

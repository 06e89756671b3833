/**
 * A calculator's set-up as files that run it elsewhere: TRL, PEFT, Accelerate, DeepSpeed or FSDP, and LLaMA-Factory.
 * Pure functions of the set-up and the reader's words; every option is written or its reason is given.
 */
import { accelerateFiles } from './accelerateFiles';
import { launchScript } from './launch';
import { datasetInfo, LLAMA_FACTORY_FILE, llamaFactoryRefusal, llamaFactoryYaml } from './llamaFactory';
import { mappingOf } from './mapping';
import { expectedBytes, type Words } from './memoryComment';
import { type Plan, planOf } from './plan';
import { readme } from './readme';
import type { Reason, Recipe, RecipeFile, RecipeRequest } from './request';
import { requirements } from './requirements';
import { DATA_FILE, trainScript } from './trainScript';

export { planOf } from './plan';
export { sayReason } from './readme';
export * from './request';
export { VERSIONS } from './versions';

/** Makes the recipe. @throws RangeError as `detailedMemory`. */
export function recipeOf(request: RecipeRequest, words: Words): Recipe {
  const plan = planOf(request);
  const mapped = mappingOf(plan);
  if (!plan.possible) return { files: [], mapped, reasons: plan.reasons, total: null };
  const factory = llamaFactoryRefusal(plan);
  const reasons = factory ? [...plan.reasons, factory] : plan.reasons;
  return { files: filesOf(plan, mapped, factory, words), mapped, reasons, total: expectedBytes(plan) };
}

function filesOf(plan: Plan, mapped: Recipe['mapped'], factory: Reason | null, words: Words): RecipeFile[] {
  return [
    { name: 'train.py', text: trainScript(plan, words) },
    ...accelerateFiles(plan),
    { name: 'requirements.txt', text: requirements(plan) },
    { name: 'launch.sh', text: launchScript(plan, words) },
    ...(factory
      ? []
      : [
          { name: LLAMA_FACTORY_FILE, text: llamaFactoryYaml(plan, words) },
          { name: 'data/dataset_info.json', text: datasetInfo() },
        ]),
    { name: DATA_FILE, text: sampleData(words) },
    { name: 'README.md', text: readme(plan, mapped, factory, words) },
  ];
}

/** Two pairs that show the form; a run wants some hundreds of the reader's own. */
function sampleData({ translate }: Words): string {
  const say = (part: string) => translate(`recipe.sample.${part}`);
  return ['1', '2']
    .map((number) => ({ prompt: say(`prompt${number}`), completion: say(`completion${number}`) }))
    .map((pair) => `${JSON.stringify(pair)}\n`)
    .join('');
}

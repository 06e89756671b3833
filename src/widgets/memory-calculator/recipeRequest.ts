import { gpuById } from '../../facts/gpus';
import { modelById } from '../../facts/models';
import type { RecipeRequest, Sharding } from '../../recipes/request';
import { detailedSetupOf } from '../shared/calculatorSetups';
import { CALCULATOR_SCHEMA, type CalculatorState, CUSTOM_MODEL } from '../shared/calculatorState';

/** A state as recipes want it: the set-up as the calculator settles it. A link's `custom` without a model is the default one. */
export function recipeRequestOf(state: CalculatorState, sharding: Sharding): RecipeRequest {
  const own = state.model === CUSTOM_MODEL && state.custom !== null;
  const id = state.model === CUSTOM_MODEL ? CALCULATOR_SCHEMA.model.initial : state.model;
  return {
    view: state.view,
    setup: detailedSetupOf(state),
    model: own ? null : modelById(id),
    gpu: gpuById(state.gpu),
    unit: state.unit,
    sharding,
  };
}

import { type Quantity, setText, showQuantity } from '../base/barsFigure';
import type { View, WidgetContext, WidgetDefinition } from '../base/widget';
import {
  DRAWN_METHODS,
  type DrawnMethod,
  describeLayerMethods,
  LAYER_METHODS_SCHEMA,
  type LayerMethodsState,
  type MethodFacts,
} from './describe';

export const widget: WidgetDefinition<LayerMethodsState> = { schema: LAYER_METHODS_SCHEMA, mount };

function mount(context: WidgetContext<LayerMethodsState>): View<LayerMethodsState> {
  const { host } = context;
  const drawing = host.querySelector<SVGSVGElement>('svg[data-drawing]');
  const result = host.querySelector<HTMLElement>('[data-result]');
  const layerLabel = host.querySelector('[data-layer-label]');
  if (!drawing || !result || !layerLabel) throw new Error('the figure has no drawing or no result line');
  const places = [...drawing.querySelectorAll<SVGGElement>('[data-place]')];
  const items = [...host.querySelectorAll<HTMLElement>('li[data-place]')];
  const cells = [...host.querySelectorAll<HTMLDataElement>('table[data-table] tbody data')];
  bindPointer(context, drawing);

  return {
    update(state) {
      const description = describeLayerMethods(state, context);
      for (const place of places) {
        const on = String(state.methods.some((method) => method === place.dataset['place']));
        if (place.dataset['on'] !== on) place.dataset['on'] = on;
      }
      for (const facts of description.facts) {
        const item = items.find(({ dataset }) => dataset['place'] === facts.method);
        if (item) showFacts(item, facts);
      }
      setText(layerLabel, description.layerLabel);
      setText(result, description.result);
      drawing.setAttribute('aria-label', description.result);
      description.rows
        .flatMap((row) => row.cells)
        .forEach((quantity, index) => {
          const cell = cells[index];
          if (cell) showQuantity(cell, quantity);
        });
    },
  };
}

function showFacts(item: HTMLElement, facts: MethodFacts): void {
  item.hidden = !facts.on;
  const fact = (name: string): HTMLElement | null => item.querySelector(`[data-fact="${name}"]`);
  const quantities: Record<string, Quantity> = {
    trainable: facts.trainable,
    memory: facts.memory,
    file: facts.file,
  };
  for (const [name, quantity] of Object.entries(quantities)) {
    const element = fact(name);
    if (element instanceof HTMLDataElement) showQuantity(element, quantity);
  }
  const [share, use] = [fact('share'), fact('use')];
  if (share) setText(share, facts.share);
  if (use) setText(use, facts.use);
}

/**
 * Pointing at a place in the drawing, at a method's facts or at its switch lights up all three; so does the keyboard's
 * focus on the switch. A click on a place switches its method; the last one that is on stays on.
 */
function bindPointer(
  { host, signal, get, set }: WidgetContext<LayerMethodsState>,
  drawing: SVGSVGElement,
): void {
  const light = (event: Event): void => {
    const method = methodAt(event.target);
    if (method) host.dataset['lit'] = method;
    else delete host.dataset['lit'];
  };
  host.addEventListener('pointerover', light, { signal });
  host.addEventListener('focusin', light, { signal });
  host.addEventListener('pointerleave', () => delete host.dataset['lit'], { signal });
  host.addEventListener('focusout', () => delete host.dataset['lit'], { signal });
  signal.addEventListener('abort', () => delete host.dataset['lit']);

  drawing.addEventListener(
    'click',
    (event) => {
      const method = methodAt(event.target);
      if (!method) return;
      const { methods } = get();
      const kept = DRAWN_METHODS.filter((each) => methods.includes(each) !== (each === method));
      if (kept.length > 0) set({ methods: kept });
    },
    { signal },
  );
}

function methodAt(target: EventTarget | null): DrawnMethod | undefined {
  if (!(target instanceof Element)) return undefined;
  const place = target.closest<HTMLElement | SVGElement>('[data-place]')?.dataset['place'];
  const box = target
    .closest('.option')
    ?.querySelector<HTMLInputElement>('input[data-field="methods"]')?.value;
  return DRAWN_METHODS.find((method) => method === (place ?? box));
}

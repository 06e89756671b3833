import { formatBytes } from '../../i18n/format';
import type { VolumeModel } from '../../scenes/memoryVolume/layout';
import { createMemoryVolume, type MemoryVolumeScene } from '../../scenes/memoryVolume/scene';
import type { StackedBars } from '../../scenes/stackedBarsLayout';
import { GB } from '../../theory/units';
import { showMessage } from '../base/message';
import type { WidgetContext } from '../base/widget';
import { LIGHT_EVENT, LIT_EVENT } from '../base/widget';
import { bindTurning, turnedState, viewpointOf } from '../shared/space/turning';
import { createSpaceWords } from '../shared/space/words';
import { METHOD_MEMORY_SCHEMA, type MethodMemoryState } from './describe';

export interface VolumeView {
  update(state: MethodMemoryState, bars: StackedBars): void;
}

/**
 * The towers in space, in place of the bars while the state asks for them. Brings three.js along: to be fetched on the first
 * such wish. The WebGL context is given back as soon as the bars are wanted again, or the figure leaves the page.
 */
export function createVolumeView(context: WidgetContext<MethodMemoryState>): VolumeView {
  const { host, signal } = context;
  const place = host.querySelector<HTMLElement>('[data-volume]');
  const drawing = host.querySelector<SVGElement>('svg[data-drawing]');
  if (!place || !drawing) throw new Error('the figure has no place for its volume');
  const words = createSpaceWords(host, context.translate, signal);
  let scene: MemoryVolumeScene | null = null;
  let complained = false;
  let latest: { state: MethodMemoryState; bars: StackedBars } | null = null;

  /** What the scene stands at, as text: who only turns the towers builds none anew. */
  let drawn = '';

  const close = (): void => {
    scene?.dispose();
    scene = null;
    drawn = '';
    words.clear();
  };
  const show = (volume: boolean): void => {
    place.hidden = !volume;
    drawing.toggleAttribute('hidden', volume);
  };
  const giveUp = (sentence: string): void => {
    close();
    show(false);
    if (signal.aborted) return;
    context.set({ view: 'flat' });
    complained = true;
    showMessage(host, context.translate(sentence));
  };
  const draw = (): void => {
    if (!scene || !latest) return;
    const viewpoint = viewpointOf(latest.state);
    const model = volumeOf(latest.bars, context);
    const text = JSON.stringify(model);
    if (text === drawn) scene.look(viewpoint);
    else scene.update(model, viewpoint);
    drawn = text;
    words.show(inWords(model, context), viewpoint);
  };
  const open = (): void => {
    show(true);
    try {
      scene = createMemoryVolume(
        place,
        {
          turned: (viewpoint) => context.set(turnedState(METHOD_MEMORY_SCHEMA, viewpoint)),
          pointed: (term) =>
            host.dispatchEvent(new CustomEvent(LIGHT_EVENT, { bubbles: true, detail: term ?? '' })),
          lost: () => giveUp('methodMemory.lostWebgl'),
        },
        { still: matchMedia('(prefers-reduced-motion: reduce)').matches },
      );
      place.dataset['state'] = 'ready';
      draw();
      if (complained) showMessage(host, '');
      complained = false;
    } catch (error) {
      console.warn('volume:', error);
      giveUp('methodMemory.noWebgl');
    }
  };

  bindTurning(place, METHOD_MEMORY_SCHEMA, context);
  document.addEventListener(
    LIT_EVENT,
    (event) => scene?.lightUp((event as CustomEvent<ReadonlySet<string>>).detail),
    { signal },
  );
  const themes = new MutationObserver(() => scene?.recolour());
  themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => scene?.recolour(), { signal });
  signal.addEventListener('abort', () => {
    themes.disconnect();
    close();
    show(false);
  });

  return {
    update(state, bars) {
      latest = { state, bars };
      if (state.view === 'flat') {
        close();
        show(false);
      } else if (scene) draw();
      else open();
    },
  };
}

function volumeOf(
  { bars, capacity }: StackedBars,
  { language, translate }: WidgetContext<MethodMemoryState>,
): VolumeModel {
  return {
    columns: bars.map((bar) => ({
      key: bar.key,
      label: bar.label,
      parts: bar.parts.map(({ term, value }) => ({
        term,
        value: value / GB,
        label: `${translate(`term.${term}`)} ${formatBytes(value, 'GB', language)}`,
      })),
    })),
    capacity: { value: (capacity?.value ?? GB) / GB, label: capacity?.label ?? '' },
  };
}

function inWords(
  { columns, capacity }: VolumeModel,
  { translate }: WidgetContext<MethodMemoryState>,
): string {
  const towers = columns.map(
    ({ label, parts }) => `${label} (${parts.map((part) => part.label).join(', ')})`,
  );
  return translate('space.towers', { towers: towers.join('; '), capacity: capacity.label });
}

import { formatBytes } from '../../i18n/format';
import type { VolumeModel } from '../../scenes/memoryVolume/layout';
import type { MemoryVolumeScene, Viewpoint } from '../../scenes/memoryVolume/scene';
import type { StackedBars } from '../../scenes/stackedBarsLayout';
import { GB } from '../../theory/units';
import { showMessage } from '../base/message';
import type { WidgetContext } from '../base/widget';
import { LIGHT_EVENT, LIT_EVENT } from '../base/widget';
import { METHOD_MEMORY_SCHEMA, type MethodMemoryState } from './describe';

const TURN_DEGREES = 8;
const ZOOM_STEP = 10;

/**
 * The towers in space, in place of the bars while the state asks for them. three.js is fetched on the first such wish;
 * the WebGL context is given back as soon as the bars are wanted again, or the figure leaves the page.
 */
export function createVolumeView(context: WidgetContext<MethodMemoryState>): {
  update(state: MethodMemoryState, bars: StackedBars): void;
} {
  const { host, signal } = context;
  const place = host.querySelector<HTMLElement>('[data-volume]');
  const drawing = host.querySelector<SVGElement>('svg[data-drawing]');
  if (!place || !drawing) throw new Error('the figure has no place for its volume');
  let scene: MemoryVolumeScene | null = null;
  let loading = false;
  let complained = false;
  let latest: { state: MethodMemoryState; bars: StackedBars } | null = null;

  /** What the scene stands at, as text: who only turns the towers builds none anew. */
  let drawn = '';

  const close = (): void => {
    scene?.dispose();
    scene = null;
    drawn = '';
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
  };
  const open = async (): Promise<void> => {
    loading = true;
    let fetched = false;
    try {
      const { createMemoryVolume } = await import('../../scenes/memoryVolume/scene');
      fetched = true;
      if (signal.aborted || latest?.state.view !== 'volume') return;
      show(true);
      scene = createMemoryVolume(
        place,
        {
          turned: (viewpoint) => context.set(stateOf(viewpoint)),
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
      giveUp(fetched ? 'methodMemory.noWebgl' : 'figure.notLoaded');
    } finally {
      loading = false;
    }
  };

  place.addEventListener('keydown', (event) => turnByKey(event, context), { signal });
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
      else if (!loading) void open();
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

function viewpointOf({ azimuth, elevation, distance }: MethodMemoryState): Viewpoint {
  return { azimuth, elevation, distance: distance / 100 };
}

/** Within what the state allows; the pointer can go a little farther. */
function stateOf({ azimuth, elevation, distance }: Viewpoint): Partial<MethodMemoryState> {
  const within = (value: number, { min, max }: { min: number; max: number }): number =>
    Math.max(min, Math.min(max, Math.round(value)));
  return {
    azimuth: within(azimuth, METHOD_MEMORY_SCHEMA.azimuth),
    elevation: within(elevation, METHOD_MEMORY_SCHEMA.elevation),
    distance: within(distance * 100, METHOD_MEMORY_SCHEMA.distance),
  };
}

function turnByKey(event: KeyboardEvent, context: WidgetContext<MethodMemoryState>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { azimuth, elevation, distance } = viewpointOf(context.get());
  const around = (degrees: number): number => ((degrees + 540) % 360) - 180;
  const moves: Record<string, Viewpoint> = {
    ArrowLeft: { azimuth: around(azimuth - TURN_DEGREES), elevation, distance },
    ArrowRight: { azimuth: around(azimuth + TURN_DEGREES), elevation, distance },
    ArrowUp: { azimuth, elevation: elevation + TURN_DEGREES, distance },
    ArrowDown: { azimuth, elevation: elevation - TURN_DEGREES, distance },
    '+': { azimuth, elevation, distance: distance - ZOOM_STEP / 100 },
    '=': { azimuth, elevation, distance: distance - ZOOM_STEP / 100 },
    '-': { azimuth, elevation, distance: distance + ZOOM_STEP / 100 },
    Home: {
      azimuth: METHOD_MEMORY_SCHEMA.azimuth.initial,
      elevation: METHOD_MEMORY_SCHEMA.elevation.initial,
      distance: METHOD_MEMORY_SCHEMA.distance.initial / 100,
    },
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  context.set(stateOf(move));
}

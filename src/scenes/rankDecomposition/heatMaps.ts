import { readColours, watchTheme } from './colours';
import { type HeatMap, pixelsOf } from './heatMap';

/**
 * Draws heat maps into the places of `host` that bear their names (`data-map`), over the pictures that the build put
 * there, one pixel a number: the style sheet makes them as large as their place.
 */
export function createHeatMaps(
  host: HTMLElement,
  signal: AbortSignal,
): { update(maps: Readonly<Record<string, HeatMap>>): void } {
  const places = new Map(
    [...host.querySelectorAll<HTMLElement>('[data-map]')].map((place) => {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      return [place.dataset['map'] ?? '', { place, canvas }];
    }),
  );
  let colours = readColours(host);
  let latest: Readonly<Record<string, HeatMap>> = {};
  const drawn = new Map<string, Float64Array>();

  const draw = (): void => {
    for (const [name, { place, canvas }] of places) {
      const map = latest[name];
      if (!map || drawn.get(name) === map.data) continue;
      drawn.set(name, map.data);
      if (canvas.width !== map.columns) canvas.width = map.columns;
      if (canvas.height !== map.rows) canvas.height = map.rows;
      const pixels = new Uint8ClampedArray(pixelsOf(map, colours).buffer);
      canvas.getContext('2d')?.putImageData(new ImageData(pixels, map.columns, map.rows), 0, 0);
      if (!canvas.isConnected) {
        place.append(canvas);
        place.querySelector('img')?.toggleAttribute('hidden', true);
      }
    }
  };
  watchTheme(() => {
    colours = readColours(host);
    drawn.clear();
    draw();
  }, signal);
  signal.addEventListener('abort', () => {
    for (const { place, canvas } of places.values()) {
      canvas.remove();
      place.querySelector('img')?.toggleAttribute('hidden', false);
    }
  });
  return {
    update(maps) {
      latest = maps;
      draw();
    },
  };
}

import { PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { CSS2DObject, CSS2DRenderer } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import { keep } from '../memoryVolume/keep';
import { type Framed, standAt, type Viewpoint, viewpointOf } from '../memoryVolume/viewpoint';
import { readColours } from './colours';
import type { HeatMap } from './heatMap';
import { layoutSpace, MOST_LAYERS, type SlabPlace, type SpaceLayout } from './layout';
import { Slab, type SlabLook } from './slab';
import type { SlabName } from './slabName';
import { Slabs } from './slabs';

export type { Viewpoint } from '../memoryVolume/viewpoint';

export interface SpaceModel {
  /** H and R. */
  readonly side: number;
  readonly rank: number;
  readonly left: HeatMap;
  readonly right: HeatMap;
  readonly sum: HeatMap;
  readonly target: HeatMap;
  /** Terms from `from` up to, not including, `to`, counted from 0. */
  layer(from: number, to: number): HeatMap;
  readonly names: Readonly<Record<keyof SpaceLayout['slabs'], SlabName>>;
}

export interface SpaceHandlers {
  /** The reader turned or zoomed by pointer or touch. */
  turned(viewpoint: Viewpoint): void;
  /** The browser has taken the WebGL context away. */
  lost(): void;
}

export interface RankSpaceScene {
  update(model: SpaceModel, viewpoint: Viewpoint): void;
  /** The same slabs from elsewhere. */
  look(viewpoint: Viewpoint): void;
  /** Reads the colours again, after a change of theme. */
  recolour(): void;
  dispose(): void;
}

const FIELD_OF_VIEW = 26;
const MOVE_MS = 260;
/** A's name and Bᵀ's stand apart from each other. */
const ABOVE_LEFT = { x: 0, y: 0.5, centre: [0.85, 1.15] } as const;
const ABOVE = { x: 0, y: 0.5, centre: [0.35, 1.15] } as const;
const BELOW = { x: 0, y: -0.5, centre: [0.5, -0.15] } as const;
const CORNER = { x: 0.5, y: 0.5, centre: [0.1, 1] } as const;

const LOOKS = {
  weight: { role: 'frozen', labelAt: BELOW },
  left: { role: 'trained', labelAt: ABOVE_LEFT },
  right: { role: 'trained', labelAt: ABOVE },
  sum: { role: 'result', labelAt: BELOW },
  target: { role: 'ink-soft', labelAt: BELOW },
} as const;

/**
 * Draws into `host` and keeps drawing to what the reader causes: nothing runs while nothing changes.
 * Throws when the browser gives no WebGL context; the caller keeps its flat drawing then.
 */
export function createRankSpace(
  host: HTMLElement,
  handlers: SpaceHandlers,
  { still = false }: { still?: boolean } = {},
): RankSpaceScene {
  const renderer = new WebGLRenderer({ antialias: true, alpha: true, preserveDrawingBuffer: true });
  const canvas = renderer.domElement;
  const labels = new CSS2DRenderer();
  labels.domElement.className = 'volume-labels';
  canvas.className = 'volume-canvas';
  host.append(canvas, labels.domElement);
  const listening = new AbortController();
  canvas.addEventListener('webglcontextlost', () => handlers.lost(), { signal: listening.signal });

  const scene = new Scene();
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 500);
  const controls = new OrbitControls(camera, canvas);
  controls.enablePan = false;
  controls.minPolarAngle = 0.1;
  controls.maxPolarAngle = Math.PI / 2;

  let colours = readColours(host);
  const most = Object.keys(LOOKS).length + MOST_LAYERS;
  const drawn = new Slabs(scene, most);
  const free = Array.from({ length: most }, (_, at) => most - 1 - at);
  const kit = { scene, slabs: drawn, free, colours: () => colours };
  const slabs = new Map<string, Slab>();
  const plus = new CSS2DObject(document.createElement('span'));
  plus.element.className = 'rank-plus';
  plus.element.textContent = '+';
  scene.add(plus);

  let layout: SpaceLayout | null = null;
  let viewpoint: Viewpoint = { azimuth: 0, elevation: 0, distance: 1 };
  let frame = 0;
  let moveStart = 0;
  let moving = false;
  /** Whether the camera is being set by us; what it reports then is nothing that the reader did. */
  let setting = false;

  const tick = (now: number): void => {
    frame = 0;
    if (moving) {
      const share = still || moveStart === 0 ? 1 : Math.min(1, (now - moveStart) / MOVE_MS);
      for (const slab of slabs.values()) slab.place(share);
      moving = share < 1;
      if (moving) schedule();
    }
    renderer.render(scene, camera);
    labels.render(scene, camera);
  };
  const schedule = (): void => {
    if (frame === 0) frame = requestAnimationFrame(tick);
  };
  const stand = (): void => {
    if (!layout) return;
    setting = true;
    standAt(viewpoint, framed(layout), camera, controls);
    setting = false;
  };
  const look = (next: Viewpoint): void => {
    viewpoint = next;
    stand();
    schedule();
  };
  controls.addEventListener('change', () => {
    schedule();
    if (!setting && layout) handlers.turned(viewpointOf(framed(layout), camera, controls));
  });
  const resize = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = host;
    if (clientWidth === 0 || clientHeight === 0) return;
    renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    renderer.setSize(clientWidth, clientHeight);
    labels.setSize(clientWidth, clientHeight);
    camera.aspect = clientWidth / clientHeight;
    camera.updateProjectionMatrix();
    stand();
    schedule();
  });
  resize.observe(host);
  drawn.ink = colours.colour('ink');

  return {
    update(model, next) {
      const had = layout !== null;
      layout = layoutSpace(model.side, model.rank);
      const resized = drawn.fit(model.side);
      const wanted: { readonly key: string; readonly place: SlabPlace; readonly look: SlabLook }[] = [
        ...(Object.keys(LOOKS) as (keyof typeof LOOKS)[]).map((name) => ({
          key: name,
          place: (layout as SpaceLayout).slabs[name],
          look: {
            ...LOOKS[name],
            map: name === 'weight' ? null : model[name],
            label: model.names[name],
            labelClass: 'volume-name' as const,
          },
        })),
        ...layout.layers.map((place) => ({
          key: place.key,
          place,
          look: {
            map: model.layer(place.from, place.to),
            role: 'ink-soft',
            label: { text: place.labelled ? labelOf(place) : '' },
            labelAt: CORNER,
            labelClass: 'volume-label' as const,
          },
        })),
      ];
      keep(
        slabs,
        wanted,
        () => new Slab(kit),
        // A layer that is added comes in from the side, where nothing stands.
        (slab, { place, look }) => slab.aim(place, look, had ? { x: place.x + 0.7 } : {}),
      );
      if (resized) for (const slab of slabs.values()) slab.paint();
      plus.position.set(layout.plus.x, layout.plus.y, layout.slabs.weight.z);
      moving = true;
      moveStart = still || !had ? 0 : performance.now();
      look(next);
    },
    look,
    recolour() {
      colours = readColours(host);
      drawn.ink = colours.colour('ink');
      for (const slab of slabs.values()) slab.paint();
      schedule();
    },
    dispose() {
      listening.abort();
      cancelAnimationFrame(frame);
      resize.disconnect();
      controls.dispose();
      for (const slab of slabs.values()) slab.remove();
      drawn.dispose();
      renderer.dispose();
      // Browsers cap living contexts at about 16: this one is given back now, not when memory runs short.
      renderer.forceContextLoss();
      canvas.remove();
      labels.domElement.remove();
    },
  };
}

/** Seen from beside, the row is narrower than it is wide. */
function framed({ tallest, width }: SpaceLayout): Framed {
  return { tallest: tallest * 1.05, width: width * 0.86, side: 0.3 };
}

function labelOf({ from, to }: { readonly from: number; readonly to: number }): string {
  return to === from + 1 ? String(to) : `${from + 1}–${to}`;
}

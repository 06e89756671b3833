import {
  AmbientLight,
  BoxGeometry,
  DirectionalLight,
  EdgesGeometry,
  LineBasicMaterial,
  PerspectiveCamera,
  Scene,
  type Texture,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { CSS2DRenderer } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import { Glass, glassMaterials } from './glass';
import { hatchTexture } from './hatches';
import { keep } from './keep';
import { layoutVolume, type VolumeLayout, type VolumeModel } from './layout';
import { watchPointer } from './pointer';
import { Solid } from './solid';
import { standAt, type Viewpoint, viewpointOf } from './viewpoint';

export type { Viewpoint } from './viewpoint';

export interface VolumeHandlers {
  /** The reader turned or zoomed by pointer or touch. */
  turned(viewpoint: Viewpoint): void;
  /** The block under the pointer, or null. */
  pointed(term: string | null): void;
  /** The browser has taken the WebGL context away. */
  lost(): void;
}

export interface MemoryVolumeScene {
  update(model: VolumeModel, viewpoint: Viewpoint): void;
  /** The same towers from elsewhere. */
  look(viewpoint: Viewpoint): void;
  /** Blocks of other terms step back; an empty set shows all. */
  lightUp(terms: ReadonlySet<string>): void;
  /** Reads the colours again, after a change of theme. */
  recolour(): void;
  dispose(): void;
}

const FIELD_OF_VIEW = 26;
const MOVE_MS = 180;

/**
 * Draws into `host` and keeps drawing to what the reader causes: nothing runs while nothing changes.
 * Throws when the browser gives no WebGL context; the caller keeps its flat drawing then.
 */
export function createMemoryVolume(
  host: HTMLElement,
  handlers: VolumeHandlers,
  { still = false }: { still?: boolean } = {},
): MemoryVolumeScene {
  const renderer = new WebGLRenderer({
    antialias: true,
    alpha: true,
    // The figure’s PNG button reads the picture after it was shown.
    preserveDrawingBuffer: true,
  });
  const canvas = renderer.domElement;
  const labels = new CSS2DRenderer();
  labels.domElement.className = 'volume-labels';
  canvas.className = 'volume-canvas';
  host.append(canvas, labels.domElement);
  const listening = new AbortController();
  canvas.addEventListener('webglcontextlost', () => handlers.lost(), { signal: listening.signal });

  const scene = new Scene();
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 5000);
  const sun = new DirectionalLight(0xffffff, 1.6);
  sun.position.set(2, 5, 4);
  scene.add(new AmbientLight(0xffffff, 1.9), sun);
  const controls = new OrbitControls(camera, canvas);
  controls.enablePan = false;
  controls.minPolarAngle = 0.1;
  controls.maxPolarAngle = Math.PI / 2;

  // A custom property reads back as it was written, `light-dark(…)` and all; a used colour reads back resolved.
  const probe = document.createElement('span');
  labels.domElement.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const tiles = new Map<string, Texture>();
  const tileOf = (term: string): Texture => {
    const tile = tiles.get(term) ?? hatchTexture(term, colour(term));
    tiles.set(term, tile);
    return tile;
  };
  const box = new BoxGeometry(1, 1, 1);
  const edges = new EdgesGeometry(box);
  const outline = new LineBasicMaterial({ transparent: true, opacity: 0.55 });
  const glass = glassMaterials();
  const solidKit = { scene, box, edges, outline, tileOf };
  const glassKit = { scene, box, edges, ...glass };
  const solids = new Map<string, Solid>();
  const glasses = new Map<string, Glass>();

  let layout: VolumeLayout | null = null;
  let viewpoint: Viewpoint = { azimuth: 0, elevation: 0, distance: 1 };
  let lit: ReadonlySet<string> = new Set();
  let frame = 0;
  let moveStart = 0;
  let moving = false;
  /** Whether the camera is being set by us; what it reports then is nothing that the reader did. */
  let setting = false;

  const tick = (now: number): void => {
    frame = 0;
    if (moving) {
      const share = still ? 1 : Math.min(1, (now - moveStart) / MOVE_MS);
      for (const solid of solids.values()) solid.place(share);
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
    standAt(viewpoint, layout, camera, controls);
    setting = false;
  };
  const look = (next: Viewpoint): void => {
    viewpoint = next;
    stand();
    schedule();
  };
  controls.addEventListener('change', () => {
    schedule();
    if (!setting && layout) handlers.turned(viewpointOf(layout, camera, controls));
  });
  watchPointer(canvas, camera, scene, handlers.pointed);
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
  const paintLines = (): void => {
    outline.color.set(colour('ink'));
    glass.edge.color.set(colour('ink'));
    glass.face.color.set(colour('result'));
  };
  paintLines();

  return {
    update(model, next) {
      layout = layoutVolume(model);
      const { side, tallest } = layout;
      keep(
        solids,
        layout.blocks,
        (block) => new Solid(block, solidKit),
        (solid, block) => solid.aim(block, side, tallest),
      );
      keep(
        glasses,
        layout.columns,
        () => new Glass(glassKit),
        (made, column) => made.aim(column, side),
      );
      for (const solid of solids.values()) solid.light(lit);
      moving = true;
      moveStart = performance.now();
      look(next);
    },
    look,
    lightUp(terms) {
      lit = terms;
      for (const solid of solids.values()) solid.light(lit);
      schedule();
    },
    recolour() {
      for (const tile of tiles.values()) tile.dispose();
      tiles.clear();
      for (const solid of solids.values()) solid.paint();
      paintLines();
      schedule();
    },
    dispose() {
      listening.abort();
      cancelAnimationFrame(frame);
      resize.disconnect();
      controls.dispose();
      for (const made of [...solids.values(), ...glasses.values()]) made.remove();
      for (const disposable of [...tiles.values(), box, edges, outline, glass.edge, glass.face])
        disposable.dispose();
      renderer.dispose();
      // Browsers cap living contexts at about 16: this one is given back now, not when memory runs short.
      renderer.forceContextLoss();
      canvas.remove();
      labels.domElement.remove();
    },
  };
}

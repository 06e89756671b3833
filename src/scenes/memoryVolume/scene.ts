import {
  AmbientLight,
  BoxGeometry,
  DirectionalLight,
  EdgesGeometry,
  LineBasicMaterial,
  LineSegments,
  MathUtils,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  PerspectiveCamera,
  Raycaster,
  Scene,
  type Texture,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { CSS2DObject, CSS2DRenderer } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import { hatchTexture } from './hatches';
import { type Block, layoutVolume, type VolumeLayout, type VolumeModel } from './layout';

/** Where the reader stands: degrees around and above, and the distance as a share of the one that shows all. */
export interface Viewpoint {
  readonly azimuth: number;
  readonly elevation: number;
  readonly distance: number;
}

export interface VolumeHandlers {
  /** The reader turned or zoomed by pointer or touch. */
  turned(viewpoint: Viewpoint): void;
  /** The block under the pointer, or null. */
  pointed(term: string | null): void;
}

export interface MemoryVolumeScene {
  update(model: VolumeModel, viewpoint: Viewpoint): void;
  /** Blocks of other terms step back; an empty set shows all. */
  lightUp(terms: ReadonlySet<string>): void;
  /** Reads the colours again, after a change of theme. */
  recolour(): void;
  dispose(): void;
}

const FIELD_OF_VIEW = 26;
const MOVE_MS = 180;
/** Blocks lower than this share of the tallest tower are too thin for a label of their own. */
const LABEL_SHARE = 0.06;
/** Pattern tiles along one side of a base. */
const TILES = 3;

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
  const labels = new CSS2DRenderer();
  labels.domElement.className = 'volume-labels';
  renderer.domElement.className = 'volume-canvas';
  host.append(renderer.domElement, labels.domElement);
  const scene = new Scene();
  const camera = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.1, 5000);
  const sun = new DirectionalLight(0xffffff, 1.6);
  sun.position.set(2, 5, 4);
  scene.add(new AmbientLight(0xffffff, 1.9), sun);
  const controls = new OrbitControls(camera, renderer.domElement);
  controls.enablePan = false;
  controls.minPolarAngle = 0.1;
  controls.maxPolarAngle = Math.PI / 2;

  const box = new BoxGeometry(1, 1, 1);
  const edges = new EdgesGeometry(box);
  const outline = new LineBasicMaterial({ transparent: true, opacity: 0.55 });
  const glassEdge = new LineBasicMaterial();
  const glassFace = new MeshBasicMaterial({ transparent: true, opacity: 0.07, depthWrite: false });
  const tiles = new Map<string, Texture>();
  const blocks = new Map<string, Solid>();
  const frames = new Map<string, Frame>();

  let layout: VolumeLayout | null = null;
  let lit: ReadonlySet<string> = new Set();
  let frame = 0;
  let moveStart = 0;
  let own = false;

  const draw = (): void => {
    renderer.render(scene, camera);
    labels.render(scene, camera);
  };
  const tick = (now: number): void => {
    frame = 0;
    const share = still || moveStart === 0 ? 1 : Math.min(1, (now - moveStart) / MOVE_MS);
    for (const solid of blocks.values()) solid.place(share);
    if (share < 1) frame = requestAnimationFrame(tick);
    else moveStart = 0;
    draw();
  };
  const schedule = (): void => {
    if (frame === 0) frame = requestAnimationFrame(tick);
  };

  const colour = (name: string): string =>
    getComputedStyle(host).getPropertyValue(`--${name}`).trim() || '#888888';
  const tileOf = (term: string): Texture => {
    const known = tiles.get(term);
    if (known) return known;
    const made = hatchTexture(term, colour(term));
    tiles.set(term, made);
    return made;
  };

  /** A block with its outline and label; moves from where it stands to where it shall. */
  class Solid {
    readonly #material: MeshLambertMaterial;
    readonly #mesh: Mesh;
    readonly #label: CSS2DObject;
    readonly term: string;
    #from: Pick<Block, 'x' | 'y' | 'height'>;
    #to: Pick<Block, 'x' | 'y' | 'height'>;
    #side = 1;

    constructor(block: Block) {
      this.term = block.term;
      this.#material = new MeshLambertMaterial({ transparent: true });
      this.#mesh = new Mesh(box, this.#material);
      this.#mesh.userData = { term: block.term };
      const line = new LineSegments(edges, outline);
      this.#mesh.add(line);
      const element = document.createElement('span');
      element.className = 'volume-label';
      element.dataset['term'] = block.term;
      this.#label = new CSS2DObject(element);
      this.#label.center.set(0, 0.5);
      scene.add(this.#mesh, this.#label);
      this.#from = { x: block.x, y: 0, height: 0 };
      this.#to = this.#from;
      this.paint();
    }

    paint(): void {
      this.#material.map?.dispose();
      this.#material.map = tileOf(this.term).clone();
      this.#material.needsUpdate = true;
    }

    aim(block: Block, side: number, tallest: number): void {
      this.#from = { ...this.#at(1) };
      this.#to = block;
      this.#side = side;
      this.#label.element.textContent = block.label;
      this.#label.visible = block.height > tallest * LABEL_SHARE;
    }

    #at(share: number): Pick<Block, 'x' | 'y' | 'height'> {
      const between = (one: number, two: number): number => one + (two - one) * share;
      return {
        x: between(this.#from.x, this.#to.x),
        y: between(this.#from.y, this.#to.y),
        height: between(this.#from.height, this.#to.height),
      };
    }

    place(share: number): void {
      const { x, y, height } = this.#at(share);
      this.#mesh.visible = height > 1e-6;
      this.#mesh.position.set(x, y, 0);
      // A hair thinner than the glass, so that their faces do not flicker through each other.
      this.#mesh.scale.set(this.#side * 0.985, Math.max(height, 1e-6), this.#side * 0.985);
      this.#material.map?.repeat.set(TILES, (TILES * height) / this.#side);
      this.#label.position.set(x + this.#side * 0.55, y, this.#side * 0.5);
    }

    light(): void {
      this.#material.opacity = lit.size === 0 || lit.has(this.term) ? 1 : 0.18;
    }

    remove(): void {
      scene.remove(this.#mesh, this.#label);
      this.#label.element.remove();
      this.#material.map?.dispose();
      this.#material.dispose();
    }
  }

  /** The card's glass cube around one tower's foot, and the tower's name above it. */
  class Frame {
    readonly #glass = new Mesh(box, glassFace);
    readonly #edge = new LineSegments(edges, glassEdge);
    readonly #name: CSS2DObject;

    constructor() {
      const element = document.createElement('span');
      element.className = 'volume-name';
      this.#name = new CSS2DObject(element);
      this.#name.center.set(0.5, 1.15);
      scene.add(this.#glass, this.#edge, this.#name);
    }

    aim({ label, x, height }: VolumeLayout['columns'][number], side: number): void {
      for (const part of [this.#glass, this.#edge]) {
        part.position.set(x, side / 2, 0);
        part.scale.setScalar(side);
      }
      this.#name.element.textContent = label;
      this.#name.position.set(x, Math.max(height, side), 0);
    }

    remove(): void {
      scene.remove(this.#glass, this.#edge, this.#name);
      this.#name.element.remove();
    }
  }

  const place = (viewpoint: Viewpoint): void => {
    if (!layout) return;
    const centre = new Vector3(0, layout.tallest / 2, 0);
    const half = MathUtils.degToRad(FIELD_OF_VIEW / 2);
    const reach = Math.max(layout.tallest * 0.62, (layout.width * 0.62) / camera.aspect);
    const away = (reach / Math.tan(half) + layout.side) * viewpoint.distance;
    const azimuth = MathUtils.degToRad(viewpoint.azimuth);
    const elevation = MathUtils.degToRad(viewpoint.elevation);
    own = true;
    camera.position.set(
      centre.x + away * Math.sin(azimuth) * Math.cos(elevation),
      centre.y + away * Math.sin(elevation),
      centre.z + away * Math.cos(azimuth) * Math.cos(elevation),
    );
    controls.target.copy(centre);
    controls.update();
    own = false;
    reachAt100 = away / viewpoint.distance;
  };
  let reachAt100 = 1;
  controls.addEventListener('change', () => {
    schedule();
    if (own) return;
    handlers.turned({
      azimuth: Math.round(MathUtils.radToDeg(controls.getAzimuthalAngle())),
      elevation: Math.round(90 - MathUtils.radToDeg(controls.getPolarAngle())),
      distance: controls.getDistance() / reachAt100,
    });
  });

  const ray = new Raycaster();
  const pointer = new Vector2();
  let pointed: string | null = null;
  const point = (event: PointerEvent): void => {
    const bounds = renderer.domElement.getBoundingClientRect();
    pointer.set(
      ((event.clientX - bounds.left) / bounds.width) * 2 - 1,
      1 - ((event.clientY - bounds.top) / bounds.height) * 2,
    );
    ray.setFromCamera(pointer, camera);
    const hit = ray.intersectObjects(scene.children, false).find(({ object }) => object.userData['term']);
    const term = (hit?.object.userData['term'] as string | undefined) ?? null;
    if (term === pointed) return;
    pointed = term;
    handlers.pointed(term);
  };
  renderer.domElement.addEventListener('pointermove', point);
  renderer.domElement.addEventListener('pointerleave', () => {
    pointed = null;
    handlers.pointed(null);
  });

  let viewpoint: Viewpoint = { azimuth: 0, elevation: 0, distance: 1 };
  const resize = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = host;
    if (clientWidth === 0 || clientHeight === 0) return;
    renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    renderer.setSize(clientWidth, clientHeight);
    labels.setSize(clientWidth, clientHeight);
    camera.aspect = clientWidth / clientHeight;
    camera.updateProjectionMatrix();
    place(viewpoint);
    schedule();
  });
  resize.observe(host);

  const paintLines = (): void => {
    outline.color.set(colour('ink'));
    glassEdge.color.set(colour('ink'));
    glassFace.color.set(colour('result'));
  };
  paintLines();

  return {
    update(model, next) {
      layout = layoutVolume(model);
      const { side, tallest } = layout;
      keep(
        blocks,
        layout.blocks,
        (block) => new Solid(block),
        (solid, block) => solid.aim(block, side, tallest),
      );
      keep(
        frames,
        layout.columns,
        () => new Frame(),
        (made, column) => made.aim(column, side),
      );
      for (const solid of blocks.values()) solid.light();
      viewpoint = next;
      place(viewpoint);
      moveStart = still ? 0 : performance.now();
      schedule();
    },
    lightUp(terms) {
      lit = terms;
      for (const solid of blocks.values()) solid.light();
      schedule();
    },
    recolour() {
      for (const tile of tiles.values()) tile.dispose();
      tiles.clear();
      for (const solid of blocks.values()) solid.paint();
      paintLines();
      schedule();
    },
    dispose() {
      cancelAnimationFrame(frame);
      resize.disconnect();
      controls.dispose();
      for (const solid of blocks.values()) solid.remove();
      for (const made of frames.values()) made.remove();
      for (const tile of tiles.values()) tile.dispose();
      for (const disposable of [box, edges, outline, glassEdge, glassFace]) disposable.dispose();
      renderer.dispose();
      // Browsers cap living contexts at about 16: this one is given back now, not when memory runs short.
      renderer.forceContextLoss();
      renderer.domElement.remove();
      labels.domElement.remove();
    },
  };
}

/** Makes what is new, aims what stays, removes what has gone. */
function keep<Item extends { readonly key: string }, Made extends { remove(): void }>(
  made: Map<string, Made>,
  items: readonly Item[],
  make: (item: Item) => Made,
  aim: (thing: Made, item: Item) => void,
): void {
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, thing] of made) {
    if (wanted.has(key)) continue;
    thing.remove();
    made.delete(key);
  }
  for (const item of items) {
    let thing = made.get(item.key);
    if (!thing) {
      thing = make(item);
      made.set(item.key, thing);
    }
    aim(thing, item);
  }
}

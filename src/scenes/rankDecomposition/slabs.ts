import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  type Color,
  DataTexture,
  DynamicDrawUsage,
  EdgesGeometry,
  LinearFilter,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  NearestFilter,
  type Scene,
  SRGBColorSpace,
} from 'three';
import { type ColourTables, type HeatMap, pixelsOf } from './heatMap';
import type { SlabPlace } from './layout';

export type Spot = Omit<SlabPlace, 'key'>;

const BOX = new BoxGeometry(1, 1, 1);
const EDGES = new EdgesGeometry(BOX);
const CORNERS = BOX.attributes['position'] as BufferAttribute;
const TURNS = BOX.attributes['uv'] as BufferAttribute;
const ENDS = EDGES.attributes['position'] as BufferAttribute;
/** The box's vertices from here on are those of its two faces, front and back. */
const FACES = 16;
/** Cells of the texture beside each other. */
const ACROSS = 5;
/** Texels around a cell that repeat its border, so that smoothing takes nothing from its neighbour. */
const RIM = 1;
const WHITE = 0xff_ff_ff_ff;

/**
 * All slabs as one mesh, and their outlines as another, with all their matrices in one texture: two calls a frame,
 * where a mesh a slab would make fifty. Each call costs software drawing about 0.3 ms, however few its pixels.
 */
export class Slabs {
  readonly #scene: Scene;
  readonly #boxes = new BufferGeometry();
  readonly #edges = new BufferGeometry();
  readonly #paint = new MeshBasicMaterial({ vertexColors: true });
  readonly #outline = new LineBasicMaterial({ transparent: true, opacity: 0.7 });
  readonly #meshes: readonly [Mesh, LineSegments];
  readonly #down: number;
  #pixels = new Uint32Array(0);
  /** Texels along a cell's side, without its rim. */
  #side = 0;

  /** @param most slabs at once; they are told by their number from 0 */
  constructor(scene: Scene, most: number) {
    this.#scene = scene;
    // One cell more, all white, for what wears a colour alone.
    this.#down = Math.ceil((most + 1) / ACROSS);
    const { count } = CORNERS;
    const changing = (size: number, of: number) =>
      new BufferAttribute(new Float32Array(size * of), of).setUsage(DynamicDrawUsage);
    this.#boxes.setAttribute('position', changing(most * count, 3));
    this.#boxes.setAttribute('uv', changing(most * count, 2));
    this.#boxes.setAttribute('color', changing(most * count, 3));
    const index = [...(BOX.index?.array ?? [])];
    this.#boxes.setIndex(
      Array.from({ length: most }, (_, slab) => index.map((at) => slab * count + at)).flat(),
    );
    this.#edges.setAttribute('position', changing(most * ENDS.count, 3));
    this.#meshes = [new Mesh(this.#boxes, this.#paint), new LineSegments(this.#edges, this.#outline)];
    // Where everything stands changes; what is out of sight is cheap.
    for (const mesh of this.#meshes) mesh.frustumCulled = false;
    scene.add(...this.#meshes);
  }

  /** Makes room for matrices of at most `side` rows and columns; where that is another size, all are to be painted again. */
  fit(side: number): boolean {
    if (side === this.#side) return false;
    this.#side = side;
    const [width, height] = this.#size;
    this.#pixels = new Uint32Array(width * height).fill(WHITE);
    this.#paint.map?.dispose();
    const texture = new DataTexture(new Uint8Array(this.#pixels.buffer), width, height);
    texture.colorSpace = SRGBColorSpace;
    texture.magFilter = NearestFilter;
    // Smaller copies would be means, in which numbers of either sign pale; and they take time to read.
    texture.minFilter = LinearFilter;
    this.#paint.map = texture;
    this.#paint.needsUpdate = true;
    return true;
  }

  set ink(colour: string) {
    this.#outline.color.set(colour);
  }

  /** Stands a slab somewhere; without a place it is not seen. */
  place(slab: number, spot: Spot | null): void {
    const { x, y, z, width, height, depth } = spot ?? { x: 0, y: 0, z: 0, width: 0, height: 0, depth: 0 };
    for (const [geometry, shape] of [
      [this.#boxes, CORNERS],
      [this.#edges, ENDS],
    ] as const) {
      const positions = geometry.attributes['position'] as BufferAttribute;
      for (let at = 0; at < shape.count; at++) {
        positions.setXYZ(
          slab * shape.count + at,
          ...([x + width * shape.getX(at), y + height * shape.getY(at), z + depth * shape.getZ(at)] as const),
        );
      }
      positions.needsUpdate = true;
    }
  }

  /** Puts a matrix on a slab's two faces, or none, and a colour on the rest. */
  paint(slab: number, map: HeatMap | null, colour: Color, tables: ColourTables): void {
    if (map) this.#fill(slab, map, tables);
    const [width, height] = this.#size;
    const colours = this.#boxes.attributes['color'] as BufferAttribute;
    const places = this.#boxes.attributes['uv'] as BufferAttribute;
    for (let at = 0; at < CORNERS.count; at++) {
      const bears = map !== null && at >= FACES;
      const vertex = slab * CORNERS.count + at;
      const { r, g, b } = bears ? { r: 1, g: 1, b: 1 } : colour;
      colours.setXYZ(vertex, r, g, b);
      const [left, bottom] = this.#corner(bears ? slab : ACROSS * this.#down - 1);
      const [across, up] = bears ? [map.columns, map.rows] : [1, 1];
      places.setXY(vertex, (left + across * TURNS.getX(at)) / width, (bottom + up * TURNS.getY(at)) / height);
    }
    colours.needsUpdate = true;
    places.needsUpdate = true;
  }

  dispose(): void {
    this.#scene.remove(...this.#meshes);
    this.#paint.map?.dispose();
    for (const disposable of [this.#boxes, this.#edges, this.#paint, this.#outline]) disposable.dispose();
  }

  get #size(): readonly [number, number] {
    const cell = this.#side + 2 * RIM;
    return [ACROSS * cell, this.#down * cell];
  }

  /** The first texel of a cell inside its rim. */
  #corner(cell: number): readonly [number, number] {
    const side = this.#side + 2 * RIM;
    return [(cell % ACROSS) * side + RIM, Math.floor(cell / ACROSS) * side + RIM];
  }

  #fill(slab: number, map: HeatMap, tables: ColourTables): void {
    const from = pixelsOf(map, tables, true);
    const [left, bottom] = this.#corner(slab);
    const [width] = this.#size;
    const within = (at: number, size: number): number => Math.min(size - 1, Math.max(0, at));
    for (let row = -RIM; row < map.rows + RIM; row++) {
      const source = within(row, map.rows) * map.columns;
      for (let column = -RIM; column < map.columns + RIM; column++) {
        this.#pixels[(bottom + row) * width + left + column] =
          from[source + within(column, map.columns)] ?? 0;
      }
    }
    if (this.#paint.map) this.#paint.map.needsUpdate = true;
  }
}

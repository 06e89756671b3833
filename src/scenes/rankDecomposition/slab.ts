import {
  type BufferGeometry,
  DataTexture,
  LinearFilter,
  type LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  NearestFilter,
  type Scene,
  SRGBColorSpace,
} from 'three';
import { CSS2DObject } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import { type ColourTables, type HeatMap, pixelsOf } from './heatMap';
import type { SlabPlace } from './layout';
import type { SlabName } from './slabName';

/** What all slabs of one scene share. */
export interface SlabKit {
  readonly scene: Scene;
  /** Its sides first, then its two faces, as two groups. */
  readonly box: BufferGeometry;
  readonly edges: BufferGeometry;
  readonly outline: LineBasicMaterial;
  colours(): ColourTables & { colour(token: string): string };
}

export interface SlabLook {
  /** The numbers on its faces; null for a face of one colour. */
  readonly map: HeatMap | null;
  /** Role of `tokens.css` whose colour its sides wear, and its faces where there are no numbers. */
  readonly role: string;
  readonly label: SlabName;
  /** Where the label stands: a share of the slab from its middle, and of the label's own size from its left and top. */
  readonly labelAt: { readonly x: number; readonly y: number; readonly centre: readonly [number, number] };
  readonly labelClass: 'volume-name' | 'volume-label';
}

type Spot = Omit<SlabPlace, 'key'>;

/** A box that bears a matrix on its faces, with its outline and label; it moves from where it stands to where it shall. */
export class Slab {
  readonly #kit: SlabKit;
  readonly #face = new MeshBasicMaterial();
  readonly #sides = new MeshBasicMaterial();
  readonly #mesh: Mesh;
  readonly #label: CSS2DObject;
  readonly #name = new Text();
  readonly #sizes = document.createElement('span');
  #look: SlabLook | null = null;
  #drawn: Float64Array | null = null;
  #from: Spot | null = null;
  #to: Spot | null = null;
  #at: Spot | null = null;

  constructor(kit: SlabKit) {
    this.#kit = kit;
    this.#mesh = new Mesh(kit.box, [this.#sides, this.#face]);
    this.#mesh.add(new LineSegments(kit.edges, kit.outline));
    this.#sizes.className = 'rank-sizes';
    const element = document.createElement('span');
    element.append(this.#name, this.#sizes);
    this.#label = new CSS2DObject(element);
    kit.scene.add(this.#mesh, this.#label);
  }

  /** `from` is where a new slab comes from. */
  aim(place: SlabPlace, look: SlabLook, from: Partial<Spot> = {}): void {
    this.#from = this.#at ?? { ...place, ...from };
    this.#to = place;
    const { element } = this.#label;
    if (element.className !== look.labelClass) element.className = look.labelClass;
    const { text, sizes = '' } = look.label;
    this.#name.data = text;
    this.#sizes.textContent = sizes === '' ? '' : ` ${sizes}`;
    this.#label.visible = text !== '';
    this.#label.center.set(...look.labelAt.centre);
    const changed = this.#look?.role !== look.role || this.#drawn !== (look.map?.data ?? null);
    this.#look = look;
    if (changed) this.paint();
  }

  /** Takes the colours anew. */
  paint(): void {
    if (!this.#look) return;
    const { map, role } = this.#look;
    const colours = this.#kit.colours();
    this.#face.map?.dispose();
    this.#face.map = map ? textureOf(map, colours) : null;
    this.#face.color.set(map ? '#ffffff' : colours.colour(role));
    this.#sides.color.set(colours.colour(role));
    this.#face.needsUpdate = true;
    this.#drawn = map?.data ?? null;
  }

  /** Stands at a share of its way, from 0 to 1. */
  place(share: number): void {
    const [from, to, look] = [this.#from, this.#to, this.#look];
    if (!from || !to || !look) return;
    const between = (name: keyof Spot): number => from[name] + (to[name] - from[name]) * share;
    const at = {
      ...{ x: between('x'), y: between('y'), z: between('z') },
      ...{ width: between('width'), height: between('height'), depth: between('depth') },
    };
    this.#at = at;
    this.#mesh.position.set(at.x, at.y, at.z);
    this.#mesh.scale.set(at.width, at.height, at.depth);
    this.#label.position.set(at.x + at.width * look.labelAt.x, at.y + at.height * look.labelAt.y, at.z);
  }

  remove(): void {
    this.#kit.scene.remove(this.#mesh, this.#label);
    this.#label.element.remove();
    this.#face.map?.dispose();
    this.#face.dispose();
    this.#sides.dispose();
  }
}

function textureOf(map: HeatMap, colours: ColourTables): DataTexture {
  const pixels = new Uint8Array(pixelsOf(map, colours, true).buffer);
  const texture = new DataTexture(pixels, map.columns, map.rows);
  texture.colorSpace = SRGBColorSpace;
  texture.magFilter = NearestFilter;
  // Smaller copies would be means, in which numbers of either sign pale; and they take time to read.
  texture.minFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

import {
  type BufferGeometry,
  type LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshLambertMaterial,
  type Scene,
  type Texture,
} from 'three';
import { CSS2DObject } from 'three/examples/jsm/renderers/CSS2DRenderer.js';
import type { Block } from './layout';

/** What all blocks of one scene share. */
export interface SolidKit {
  readonly scene: Scene;
  readonly box: BufferGeometry;
  readonly edges: BufferGeometry;
  readonly outline: LineBasicMaterial;
  /** The tile of a role's colour and pattern. */
  tileOf(term: string): Texture;
}

/** Blocks lower than this share of the tallest tower are too thin for a label of their own. */
const LABEL_SHARE = 0.06;
/** Pattern tiles along one side of a base. */
const TILES = 3;
/** A hair thinner than the glass, so that their faces do not flicker through each other. */
const INSET = 0.985;
const DIMMED = 0.18;

type Place = Pick<Block, 'x' | 'y' | 'height'>;

/** A block with its outline and label; it moves from where it stands to where it shall. */
export class Solid {
  readonly term: string;
  readonly #kit: SolidKit;
  readonly #material = new MeshLambertMaterial({ transparent: true });
  readonly #mesh: Mesh;
  readonly #label: CSS2DObject;
  #from: Place;
  #to: Place;
  #at: Place;
  #side = 1;

  constructor(block: Block, kit: SolidKit) {
    this.term = block.term;
    this.#kit = kit;
    this.#mesh = new Mesh(kit.box, this.#material);
    this.#mesh.userData = { term: block.term };
    this.#mesh.add(new LineSegments(kit.edges, kit.outline));
    const element = document.createElement('span');
    element.className = 'volume-label';
    element.dataset['term'] = block.term;
    this.#label = new CSS2DObject(element);
    this.#label.center.set(0, 0.5);
    kit.scene.add(this.#mesh, this.#label);
    this.#from = { x: block.x, y: 0, height: 0 };
    this.#to = this.#from;
    this.#at = this.#from;
    this.paint();
  }

  /** Takes its role's colour anew. */
  paint(): void {
    this.#material.map?.dispose();
    this.#material.map = this.#kit.tileOf(this.term).clone();
    this.#material.map.repeat.set(TILES, (TILES * this.#at.height) / this.#side);
    this.#material.needsUpdate = true;
  }

  aim(block: Block, side: number, tallest: number): void {
    this.#from = this.#at;
    this.#to = block;
    this.#side = side;
    this.#label.element.textContent = block.label;
    this.#label.visible = block.labelled && block.height > tallest * LABEL_SHARE;
  }

  /** Stands at a share of its way, from 0 to 1. */
  place(share: number): void {
    const between = (one: number, two: number): number => one + (two - one) * share;
    const x = between(this.#from.x, this.#to.x);
    const y = between(this.#from.y, this.#to.y);
    const height = Math.max(between(this.#from.height, this.#to.height), 1e-6);
    this.#at = { x, y, height };
    this.#mesh.visible = height > 1e-6;
    this.#mesh.position.set(x, y, 0);
    this.#mesh.scale.set(this.#side * INSET, height, this.#side * INSET);
    this.#material.map?.repeat.set(TILES, (TILES * height) / this.#side);
    this.#label.position.set(x + this.#side * 0.55, y, this.#side * 0.5);
  }

  light(lit: ReadonlySet<string>): void {
    this.#material.opacity = lit.size === 0 || lit.has(this.term) ? 1 : DIMMED;
  }

  remove(): void {
    this.#kit.scene.remove(this.#mesh, this.#label);
    this.#label.element.remove();
    this.#material.map?.dispose();
    this.#material.dispose();
  }
}

import type { APIRoute, GetStaticPaths } from 'astro';
import { type IconPurpose, iconPng } from '../../layouts/icon';

/** The icons that the manifests name. */
const ICONS: readonly { readonly size: number; readonly purpose: IconPurpose }[] = [
  { size: 192, purpose: 'any' },
  { size: 512, purpose: 'any' },
  { size: 192, purpose: 'maskable' },
  { size: 512, purpose: 'maskable' },
];

export const getStaticPaths = (() =>
  ICONS.map((icon) => ({
    params: { name: `${icon.purpose}-${icon.size}` },
    props: icon,
  }))) satisfies GetStaticPaths;

export const GET: APIRoute<(typeof ICONS)[number]> = ({ props }) =>
  new Response(new Uint8Array(iconPng(props.size, props.purpose)), {
    headers: { 'Content-Type': 'image/png' },
  });

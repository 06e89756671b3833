import type { APIRoute, GetStaticPaths } from 'astro';
import { PICTURES } from '../../../widgets/rank-decomposition/build';

/** The heat maps of `rank-decomposition` for who reads without JavaScript. */
export const getStaticPaths: GetStaticPaths = () =>
  [...PICTURES.keys()].map((name) => ({ params: { name } }));

export const GET: APIRoute = ({ params }) => {
  const picture = PICTURES.get(params['name'] ?? '');
  if (!picture) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(picture()), { headers: { 'Content-Type': 'image/png' } });
};

import { compact } from '../url/view';
import { get } from './client';
import type { paths } from './schema';

/** What the server can be asked, by the path in its description. */
export type Readable = {
  [P in keyof paths]: paths[P] extends { get: { responses: { 200: unknown } } } ? P : never;
}[keyof paths];

type Asked<P extends Readable> = NonNullable<paths[P]['get']>;

export type Answer<P extends Readable> = Asked<P>['responses'] extends {
  200: { content: { '*/*': infer A } };
}
  ? A
  : never;

type Query<P extends Readable> =
  Asked<P> extends { parameters: { query?: infer Q } }
    ? { [Name in keyof NonNullable<Q>]?: NonNullable<Q>[Name] | null | undefined }
    : never;

const root = '/api/v2';

/** Asks for `path`, with `id` in the place of its `{id}`; parameters that are null or empty are left out. */
export function read<P extends Readable>(
  path: P,
  { id, query, signal }: { id?: string; query?: Query<P>; signal?: AbortSignal } = {},
): Promise<Answer<P>> {
  const params = compact(
    Object.fromEntries(
      Object.entries(query ?? {}).map(([name, value]) => [name, value == null ? null : String(value)]),
    ),
  ).toString();
  const place = path.slice(root.length).replace('{id}', encodeURIComponent(id ?? ''));
  return get<Answer<P>>(params ? `${place}?${params}` : place, signal);
}

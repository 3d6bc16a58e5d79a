import type { SavedView, SavedViews, ViewContent } from '../../../protocol/views.ts';

export const noViews: SavedViews = { views: [] };

/** More than this nobody finds his way in; the editor reads no more of them either. */
export const mostViews = 100;

/** Longest name of a view, in characters. */
export const longestViewName = 80;

/** Whether there is no room for a view of this name: it would be a new one, and none is dropped for it. */
export function isFull(saved: SavedViews, name: string): boolean {
  return saved.views.length >= mostViews && findNamed(saved, name) === undefined;
}

/**
 * Keeps a view under a name. One that is called the same is replaced and stays where it is; a new
 * one comes last, under an id that no other has. Undefined when there is no room for it.
 */
export function saveView(
  saved: SavedViews,
  name: string,
  content: ViewContent,
): { readonly saved: SavedViews; readonly id: string } | undefined {
  if (isFull(saved, name)) {
    return undefined;
  }
  const title = titleOf(name);
  const old = findNamed(saved, name);
  const id = old?.id ?? freeId(saved);
  const view: SavedView = { ...content, id, name: title };
  const views =
    old === undefined
      ? [...saved.views, view]
      : saved.views.map((each) => (each === old ? view : each));
  return { saved: { ...saved, views }, id };
}

/** Unchanged when the name is empty or another view has it. */
export function renameView(saved: SavedViews, id: string, name: string): SavedViews {
  const title = titleOf(name);
  const isTaken = saved.views.some((view) => view.id !== id && isNamed(view, title));
  return title === '' || isTaken
    ? saved
    : {
        ...saved,
        views: saved.views.map((view) => (view.id === id ? { ...view, name: title } : view)),
      };
}

export function removeView(saved: SavedViews, id: string): SavedViews {
  const { defaultId, ...rest } = saved;
  const views = saved.views.filter((view) => view.id !== id);
  return defaultId === undefined || defaultId === id
    ? { ...rest, views }
    : { ...rest, views, defaultId };
}

/** A newly opened topology begins with this view; with none when it did so already. */
export function toggleDefault(saved: SavedViews, id: string): SavedViews {
  return saved.defaultId === id ? { views: saved.views } : { ...saved, defaultId: id };
}

/** Whether what is seen is what a view holds, apart from where the map stands. */
export function isSameContent(one: ViewContent, other: ViewContent): boolean {
  return essence(one) === essence(other);
}

function essence({ filter, others, hidden, focus, grouping }: ViewContent): string {
  const around = focus && [focus.serviceId, focus.hops, focus.direction];
  const dimmed = filter.trim() === '' ? '' : others;
  return JSON.stringify([filter.trim(), dimmed, [...hidden].sort(), around, grouping]);
}

function titleOf(name: string): string {
  return name.trim().slice(0, longestViewName);
}

function findNamed({ views }: SavedViews, name: string): SavedView | undefined {
  return views.find((view) => isNamed(view, titleOf(name)));
}

function isNamed(view: SavedView, name: string): boolean {
  return view.name.toLowerCase() === name.toLowerCase();
}

function freeId({ views }: SavedViews): string {
  const numbers = views.map(({ id }) => Number(/^view-(\d+)$/.exec(id)?.[1] ?? 0));
  return `view-${Math.max(0, ...numbers) + 1}`;
}

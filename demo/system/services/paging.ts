import type { PageInfo, PageRequest } from '../gen/acme/page/v1/page_pb.ts';

/** A part of a list, and where it stands in it. */
export interface Page<T> {
  readonly entries: T[];
  readonly page: Pick<PageInfo, 'nextPageToken' | 'totalSize'>;
}

const defaultPageSize = 20;

/** The page that is asked for; a token is the index of the first entry. */
export function paginate<T>(all: readonly T[], request: PageRequest | undefined): Page<T> {
  const start = Math.max(0, Number.parseInt(request?.pageToken ?? '', 10) || 0);
  const asked = request?.pageSize ?? 0;
  const end = start + Math.min(asked === 0 ? defaultPageSize : asked, 100);
  return {
    entries: all.slice(start, end),
    page: { nextPageToken: end < all.length ? String(end) : '', totalSize: all.length },
  };
}

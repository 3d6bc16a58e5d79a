import type { Span } from '../syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';

/** Whether all places in its own file that a finding names are within some part of that. */
export function isWithin(found: Diagnostic, path: string, part: Span): boolean {
  const at = found.protoc?.at ?? found.start;
  const spans = [
    found,
    { start: at, end: at },
    ...found.related.filter((place) => place.path === path),
    ...found.fixes.flatMap(({ edits }) => edits),
  ];
  return spans.every(({ start, end }) => start >= part.start && end <= part.end);
}

/** The same finding in a text in which all of its places in its own file are so much further down. */
export function movedBy(found: Diagnostic, by: number, path: string): Diagnostic {
  const moved = <T extends Span>(span: T): T => ({
    ...span,
    start: span.start + by,
    end: span.end + by,
  });
  const { related, fixes, protoc } = found;
  return {
    ...moved(found),
    related: related.map((place) => (place.path === path ? moved(place) : place)),
    fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map(moved) })),
    ...(protoc?.at === undefined ? {} : { protoc: { ...protoc, at: protoc.at + by } }),
  };
}

import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';

const keyStep = 24;

/** The edge of the inspector: dragged, or moved with the arrow keys. */
export function Resizer(props: {
  readonly width: number;
  readonly onResize: (width: number) => void;
}): ComponentChild {
  const drag = useRef<{ readonly x: number; readonly width: number } | undefined>(undefined);
  const { width, onResize } = props;
  return (
    <div
      class="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the inspector"
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, width };
      }}
      onPointerMove={(event) => {
        if (drag.current !== undefined) {
          onResize(drag.current.width + drag.current.x - event.clientX);
        }
      }}
      onPointerUp={() => {
        drag.current = undefined;
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
          onResize(width + (event.key === 'ArrowLeft' ? keyStep : -keyStep));
          event.preventDefault();
        }
      }}
    />
  );
}
